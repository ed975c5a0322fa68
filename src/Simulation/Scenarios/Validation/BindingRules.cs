using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What the fabric manager can bind and unbind: vPPBs and downstream ports of one switch.</summary>
internal static class BindingRules
{
    public static void Check(RuleContext context, string path, StepOptions step)
    {
        if (step.Host.Length > 0) context.Findings.Add(KeyPath.Join(path, "host"), "the virtual switch says whose it is", "leave it out");
        if (step.Devices.Count > 0) context.Findings.Add(KeyPath.Join(path, "devices"), "the port says which it is", "leave it out");
        if (!context.Known(KeyPath.Join(path, "switch"), "switch", step.Switch, context.Scenario.Switches.Keys, "switches")) return;
        var owner = context.Scenario.Switches[step.Switch];
        var definedAt = KeyPath.Of("switches", step.Switch);
        if (step.Action is StepAction.Plug or StepAction.Unplug)
        {
            CheckPlug(context, path, step, owner, definedAt);
            return;
        }

        if (!context.Known(KeyPath.Join(path, "vcs"), $"virtual switch of {step.Switch}", step.Vcs, owner.Vcs.Keys, KeyPath.Join(definedAt, "vcs"))) return;
        var vppbs = owner.Vcs[step.Vcs].Vppbs;
        if (step.Vppb < 0 || step.Vppb >= vppbs.Count)
            context.Findings.Add(
                KeyPath.Join(path, "vppb"), $"{step.Switch}.{step.Vcs} has no vPPB {step.Vppb}",
                vppbs.Count == 0 ? "give it vPPBs, {} for one that is unbound" : $"it has 0 to {vppbs.Count - 1}", KeyPath.Of(definedAt, "vcs", step.Vcs, "vppbs"));
        if (step.Action == StepAction.Bind && step.Device.Length > 0) CheckDevice(context, path, step, owner);
        else if (step.Action == StepAction.Bind) CheckPort(context, path, step, owner, definedAt);
        else if (step.Device.Length > 0) context.Findings.Add(KeyPath.Join(path, "device"), "the vPPB says what it is bound to", "leave it out");
        else if (step.Port.Length > 0) context.Findings.Add(KeyPath.Join(path, "port"), "the vPPB says what it is bound to", "leave it out");
    }

    /// <summary>Keys of bindings stand in steps of bindings.</summary>
    public static void CheckAbsent(RuleContext context, string path, StepOptions step)
    {
        foreach (var (key, value) in new[] { ("switch", step.Switch), ("vcs", step.Vcs), ("port", step.Port), ("device", step.Device) })
            if (value.Length > 0) context.Findings.Add(KeyPath.Join(path, key), "only actions bind, unbind, plug and unplug have one", "action: bind");
    }

    private static void CheckPlug(RuleContext context, string path, StepOptions step, SwitchOptions owner, string definedAt)
    {
        foreach (var (key, value) in new[] { ("vcs", step.Vcs), ("device", step.Device) })
            if (value.Length > 0) context.Findings.Add(KeyPath.Join(path, key), "the port says what is plugged", "leave it out");
        CheckPort(context, path, step, owner, definedAt);
    }

    /// <summary>A device behind another switch, from a switch at whose upstream port is a host.</summary>
    private static void CheckDevice(RuleContext context, string path, StepOptions step, SwitchOptions owner)
    {
        var key = KeyPath.Join(path, "device");
        var scenario = context.Scenario;
        if (step.Port.Length > 0)
            context.Findings.Add(key, $"the vPPB is to be bound to port {step.Port} as well", "a port of this switch or a device behind another, not both");
        if (!context.Known(key, "device", step.Device, scenario.Devices.Keys, "devices")) return;
        var device = scenario.Devices[step.Device];
        var above = scenario.Links.Values.FirstOrDefault(link => link.To == $"{step.Switch}.{owner.Vcs[step.Vcs].Upstream}");
        if (above is null || !scenario.Hosts.ContainsKey(LinkEnd.Parse(above.From).Owner))
            context.Findings.Add(
                key, $"{step.Switch}.{step.Vcs} is not linked to a host, and only an edge switch turns addresses into ids", "bind a port of this switch");
        else if (device.Heads > 1)
            context.Findings.Add(
                key, $"the id of {step.Device} names none of its {device.Heads} heads", "bind the port that a head is linked to",
                KeyPath.Of("devices", step.Device, "heads"));
        else if (scenario.Links.Values.Any(link => link.To == step.Device && LinkEnd.Parse(link.From).Owner == step.Switch))
            context.Findings.Add(key, $"{step.Device} is behind a port of {step.Switch} itself", "port, with that port's name");
        CheckLd(context, path, step, step.Device, device);
        CheckRegions(context, key, step.Device);
    }

    private static void CheckLd(RuleContext context, string path, StepOptions step, string name, DeviceOptions device)
    {
        var count = DeviceHeads.LogicalDevicesOfHead(device);
        if (step.Ld < 0 || step.Ld >= count)
            context.Findings.Add(
                KeyPath.Join(path, "ld"), $"there is no logical device {step.Ld} in {name}",
                count == 1 ? "it has one, 0" : $"it has 0 to {count - 1}", KeyPath.Of("devices", name, "logicalDevices"));
    }

    private static void CheckPort(RuleContext context, string path, StepOptions step, SwitchOptions owner, string definedAt)
    {
        var key = KeyPath.Join(path, "port");
        if (!context.Known(key, $"port of {step.Switch}", step.Port, owner.Ports, KeyPath.Join(definedAt, "ports"))) return;
        if (owner.Vcs.Values.Any(vcs => vcs.Upstream == step.Port))
        {
            context.Findings.Add(key, $"port {step.Port} leads up, to a host", "a port with a device below");
            return;
        }

        var link = context.Scenario.Links.Values.FirstOrDefault(link => link.From == $"{step.Switch}.{step.Port}");
        var below = link is null ? "" : LinkEnd.Parse(link.To).Owner;
        if (!context.Scenario.Devices.TryGetValue(below, out var device))
        {
            context.Findings.Add(key, $"no device is behind {step.Switch}.{step.Port}", "a port with a link to a device", "links");
            return;
        }

        CheckLd(context, path, step, below, device);
        CheckRegions(context, key, below);
    }

    /// <summary>What is left of interleaved static memory when one device goes is of no use, and the others keep what it holds.</summary>
    private static void CheckRegions(RuleContext context, string key, string device)
    {
        foreach (var (host, options) in context.Scenario.Hosts)
        {
            foreach (var (name, region) in options.Regions)
            {
                if (RuleContext.IsDynamic(region.Memory) || region.Devices.Count < 2 || !region.Devices.Contains(device)) continue;
                context.Findings.Add(
                    key, $"{device} is one of several in {host}'s static region {name}", "a region of its own, or dynamic capacity",
                    KeyPath.Of("hosts", host, "regions", name));
            }
        }
    }
}
