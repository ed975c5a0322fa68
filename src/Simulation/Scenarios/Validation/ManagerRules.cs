using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What the fabric manager can ask for: extents that lie in a region of devices that the host reaches.</summary>
internal static class ManagerRules
{
    public static void Check(RuleContext context)
    {
        var manager = context.Scenario.Manager;
        context.Positive("manager:latency", manager.Latency);
        context.Positive("manager:pollInterval", manager.PollInterval);
        for (var i = 0; i < manager.Steps.Count; i++) CheckStep(context, KeyPath.Of("manager", "steps", i), manager.Steps[i]);
    }

    private static void CheckStep(RuleContext context, string path, StepOptions step)
    {
        context.Positive(KeyPath.Join(path, "timeout"), step.Timeout);
        if (step.Action.IsForSwitch())
        {
            BindingRules.Check(context, path, step);
            return;
        }

        BindingRules.CheckAbsent(context, path, step);
        context.InRange(KeyPath.Join(path, "region"), step.Region, 0, Limits.DynamicRegions - 1);
        if (step.Tag.Length > 0 && !Guid.TryParseExact(step.Tag, "D", out _))
            context.Findings.Add(
                KeyPath.Join(path, "tag"), $"\"{step.Tag}\" is not a UUID", "32 hex digits as in 5be13bce-ae34-4a77-b6c3-16df975fcf1a");
        if (step.Action == StepAction.Inject) CheckFault(context, path, step);
        else CheckPolicy(context, path, step);
        if (step.Devices.Count == 0) context.Findings.Add(KeyPath.Join(path, "devices"), "there are none", "at least one");

        if (step.Host.Length == 0) context.Findings.Add(KeyPath.Join(path, "host"), "is missing", "the host that the step is about");
        var isHostKnown = step.Host.Length > 0 && context.Known(KeyPath.Join(path, "host"), "host", step.Host, context.Scenario.Hosts.Keys, "hosts");
        context.Distinct(KeyPath.Join(path, "devices"), step.Devices);
        for (var i = 0; i < step.Devices.Count; i++) CheckDevice(context, path, i, step, isHostKnown);
        for (var i = 0; i < step.Extents.Count; i++) CheckExtent(context, path, i, step);
    }

    /// <summary>A step lists extents, or says how much under which tag.</summary>
    private static void CheckPolicy(RuleContext context, string path, StepOptions step)
    {
        var policy = KeyPath.Join(path, "policy");
        var isRelease = step.Action == StepAction.Release;
        if (isRelease && step.Policy is StepPolicy.Free or StepPolicy.Contiguous or StepPolicy.Shared)
            context.Findings.Add(policy, $"a release is not {step.Policy.ToString().ToLowerInvariant()}", "prescriptive or tag");
        if (!isRelease && step.Policy == StepPolicy.Tag)
            context.Findings.Add(policy, "an add is not by tag", "prescriptive, free, contiguous or shared");
        if (!isRelease && step.Forced) context.Findings.Add(KeyPath.Join(path, "forced"), "an add is never forced", "action: release");
        if (step.Policy == StepPolicy.Prescriptive)
        {
            if (step.Extents.Count == 0)
                context.Findings.Add(KeyPath.Join(path, "extents"), "there are none", "at least one, for example {offset: 0, length: 64MiB}");
            return;
        }

        if (step.Extents.Count > 0)
            context.Findings.Add(KeyPath.Join(path, "extents"), $"only a prescriptive step lists extents, this one is {step.Policy.ToString().ToLowerInvariant()}", "length and tag");
        if (step.Tag.Length == 0)
            context.Findings.Add(KeyPath.Join(path, "tag"), "there is none", "a UUID: by it the manager knows the extents that the device chose");
        if (isRelease) return;
        context.Multiple(KeyPath.Join(path, "length"), step.Length, Limits.ExtentBlock, "the block size of dynamic capacity");
        if (step.Length.Bytes == 0) context.Findings.Add(KeyPath.Join(path, "length"), "is zero", "at least 2MiB");
        if (step.Devices.Count > 1 && step.Policy != StepPolicy.Shared)
            context.Findings.Add(KeyPath.Join(path, "devices"), "each would choose for itself, and the parts of an interleaved range must lie alike", "one device, or policy: prescriptive");
        if (step.Policy != StepPolicy.Shared) return;
        foreach (var name in step.Devices)
            if (context.Scenario.Devices.TryGetValue(name, out var device) && !device.Dynamic.Shareable.Contains(step.Region))
                context.Findings.Add(KeyPath.Join(path, "region"), $"region {step.Region} of {name} is not shareable", $"dynamic: {{shareable: [{step.Region}]}}", KeyPath.Of("devices", name));
    }

    /// <summary>A step that injects names one device and what goes wrong in it.</summary>
    private static void CheckFault(RuleContext context, string path, StepOptions step)
    {
        if (step.Extents.Count > 0) context.Findings.Add(KeyPath.Join(path, "extents"), "nothing is added or released here", "leave it out");
        if (step.Devices.Count > 1) context.Findings.Add(KeyPath.Join(path, "devices"), "a fault is one device's", "one device");
        if (step.Fault is not { } fault)
        {
            context.Findings.Add(KeyPath.Join(path, "fault"), "there is none", "for example fault: {kind: poison, address: 64MiB}");
            return;
        }

        var key = KeyPath.Join(path, "fault");
        context.InRange(KeyPath.Join(key, "type"), fault.Type, 0, byte.MaxValue);
        context.InRange(KeyPath.Join(key, "temperature"), fault.Temperature, short.MinValue, short.MaxValue);
        if (fault.Kind != FaultKind.Poison) return;
        context.Multiple(KeyPath.Join(key, "address"), fault.Address, Sizes.Line, "poison takes whole lines");
        context.Multiple(KeyPath.Join(key, "length"), fault.Length, Sizes.Line, "poison takes whole lines");
        if (fault.Length.Bytes == 0) context.Findings.Add(KeyPath.Join(key, "length"), "is zero", "at least 64B");
    }

    private static void CheckDevice(RuleContext context, string path, int place, StepOptions step, bool isHostKnown)
    {
        var name = step.Devices[place];
        var key = KeyPath.Of(path, "devices", place);
        if (!context.Known(key, "device", name, context.Scenario.Devices.Keys, "devices")) return;
        var dynamic = context.Scenario.Devices[name].Dynamic;
        if (step.Action == StepAction.Inject)
        {
            if (isHostKnown && context.Paths.Find(step.Host, name) is null)
                context.NoPath(key, step.Host, name, "link it to a root port, or bind a vPPB of the host's virtual switch to it");
            return;
        }

        if (step.Fault is not null) context.Findings.Add(KeyPath.Join(path, "fault"), "only action inject has one", "action: inject");
        if (dynamic.Size.Bytes == 0)
            context.Findings.Add(
                key, $"{name} has no dynamic capacity", $"give {name} some, for example dynamic: 1GiB", KeyPath.Of("devices", name));
        else if (step.Region >= dynamic.Regions)
            context.Findings.Add(
                KeyPath.Join(path, "region"), $"{name} has no region {step.Region}",
                dynamic.Regions == 1 ? "it has one, 0" : $"it has 0 to {dynamic.Regions - 1}", KeyPath.Of("devices", name));
        if (isHostKnown && context.Paths.Find(step.Host, name) is null)
            context.NoPath(key, step.Host, name, "link it to a root port, or bind a vPPB of the host's virtual switch to it");
    }

    private static void CheckExtent(RuleContext context, string path, int place, StepOptions step)
    {
        var key = KeyPath.Of(path, "extents", place);
        var extent = step.Extents[place];
        context.Multiple(KeyPath.Join(key, "offset"), extent.Offset, Limits.ExtentBlock, "the block size of dynamic capacity");
        context.Multiple(KeyPath.Join(key, "length"), extent.Length, Limits.ExtentBlock, "the block size of dynamic capacity");
        if (extent.Length.Bytes == 0) context.Findings.Add(KeyPath.Join(key, "length"), "is zero", "at least 2MiB");

        for (var i = 0; i < place; i++)
        {
            var other = step.Extents[i];
            if (extent.Offset.Bytes < EndOf(other) && other.Offset.Bytes < EndOf(extent))
                context.Findings.Add(
                    key, $"overlaps extent {i} of the step", "extents of a step lie apart", KeyPath.Of(path, "extents", i));
        }

        foreach (var name in step.Devices)
        {
            if (!context.Scenario.Devices.TryGetValue(name, out var device) || device.Dynamic.Size.Bytes == 0) continue;
            var length = RuleContext.DynamicRegionBytes(device);
            if (EndOf(extent) <= length) continue;
            context.Findings.Add(
                key, $"ends beyond region {step.Region} of {name}, which has {new ByteSize(length)}",
                "offsets count from the start of the region", KeyPath.Of("devices", name));
            return;
        }
    }

    private static UInt128 EndOf(ExtentOptions extent) => (UInt128)extent.Offset.Bytes + extent.Length.Bytes;
}
