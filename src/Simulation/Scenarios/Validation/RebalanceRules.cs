using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What can be rebalanced: whole units of a region that no step touches, between hosts that reach it and show it.</summary>
internal static class RebalanceRules
{
    private const string Path = "manager:rebalance";

    private const string Devices = Path + ":devices";

    public static void Check(RuleContext context)
    {
        var demanding = context.Scenario.Hosts.Where(host => host.Value.Demand.Count > 0).ToList();
        foreach (var (name, host) in demanding) CheckDemand(context, name, host);
        if (context.Scenario.Manager.Rebalance is not { } rebalance) return;
        if (demanding.Count == 0) context.Findings.Add(Path, "no host has a demand", "a demand of a host, for example demand: [{at: 0, capacity: 64MiB}]", "hosts");
        CheckTimes(context, rebalance);
        CheckDevices(context, rebalance);
        CheckSteps(context, rebalance);
        foreach (var (name, host) in demanding) CheckHost(context, rebalance, name, host);
    }

    private static void CheckDemand(RuleContext context, string name, HostOptions host)
    {
        var path = KeyPath.Of("hosts", name, "demand");
        if (context.Scenario.Manager.Rebalance is null)
            context.Findings.Add(path, "nobody asks what the host wants", "give the manager a rebalance", "manager");
        for (var i = 1; i < host.Demand.Count; i++)
        {
            if (host.Demand[i].At <= host.Demand[i - 1].At)
                context.Findings.Add(
                    KeyPath.Join(KeyPath.Of(path, i), "at"), $"is {host.Demand[i].At}, not after {host.Demand[i - 1].At}", "times in order", KeyPath.Of(path, i - 1));
        }
    }

    private static void CheckTimes(RuleContext context, RebalanceOptions rebalance)
    {
        context.Positive(KeyPath.Join(Path, "every"), rebalance.Every);
        context.Positive(KeyPath.Join(Path, "timeout"), rebalance.Timeout);
        if (rebalance.Until is { } until && until < rebalance.Every)
            context.Findings.Add(KeyPath.Join(Path, "until"), $"is {until}, before the first look", $"{rebalance.Every} or later", KeyPath.Join(Path, "every"));
        if (rebalance.Until is null && context.Scenario.Duration is null)
            context.Findings.Add(Path, "rebalancing never ends", "give it an until, or the scenario a duration", "duration");
    }

    private static void CheckDevices(RuleContext context, RebalanceOptions rebalance)
    {
        var unit = KeyPath.Join(Path, "unit");
        context.InRange(KeyPath.Join(Path, "region"), rebalance.Region, 0, Limits.DynamicRegions - 1);
        context.Multiple(unit, rebalance.Unit, Limits.ExtentBlock, "the block size of dynamic capacity");
        if (rebalance.Unit.Bytes == 0) context.Findings.Add(unit, "is zero", "at least 2MiB");
        if (rebalance.Devices.Count == 0) context.Findings.Add(Devices, "there are none", "at least one");
        context.Distinct(Devices, rebalance.Devices);
        for (var i = 0; i < rebalance.Devices.Count; i++)
        {
            if (context.Known(KeyPath.Of(Devices, i), "device", rebalance.Devices[i], context.Scenario.Devices.Keys, "devices")) CheckDevice(context, rebalance, i);
        }
    }

    private static void CheckDevice(RuleContext context, RebalanceOptions rebalance, int place)
    {
        var name = rebalance.Devices[place];
        var device = context.Scenario.Devices[name];
        var path = KeyPath.Of("devices", name);
        if (device.Dynamic.Size.Bytes == 0)
        {
            context.Findings.Add(KeyPath.Of(Devices, place), $"{name} has no dynamic capacity", $"give {name} some, for example dynamic: 1GiB", path);
            return;
        }

        if (rebalance.Region >= device.Dynamic.Regions)
            context.Findings.Add(
                KeyPath.Join(Path, "region"), $"{name} has no region {rebalance.Region}",
                device.Dynamic.Regions == 1 ? "it has one, 0" : $"it has 0 to {device.Dynamic.Regions - 1}", path);
        var length = RuleContext.DynamicRegionBytes(device);
        if (rebalance.Unit.Bytes > 0 && length % rebalance.Unit.Bytes != 0)
            context.Findings.Add(
                KeyPath.Join(Path, "unit"), $"a region of {name} has {new ByteSize(length)}, which is no multiple of {rebalance.Unit}", "a power of two, for example 16MiB", path);
        var first = context.Scenario.Devices.GetValueOrDefault(rebalance.Devices[0]);
        if (first is not null && first.Dynamic.Size.Bytes > 0 && RuleContext.DynamicRegionBytes(first) != length)
            context.Findings.Add(
                KeyPath.Of(Devices, place), $"a region of {name} has {new ByteSize(length)}, one of {rebalance.Devices[0]} has {new ByteSize(RuleContext.DynamicRegionBytes(first))}",
                "devices with regions of one length", path, KeyPath.Of("devices", rebalance.Devices[0]));
    }

    /// <summary>The policy knows who has what because nobody else gives or takes it.</summary>
    private static void CheckSteps(RuleContext context, RebalanceOptions rebalance)
    {
        var steps = context.Scenario.Manager.Steps;
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Action is not (StepAction.Add or StepAction.Release) || steps[i].Region != rebalance.Region) continue;
            if (steps[i].Devices.FirstOrDefault(rebalance.Devices.Contains) is { } name)
                context.Findings.Add(
                    KeyPath.Of("manager", "steps", i), $"region {rebalance.Region} of {name} is rebalanced", "steps for other regions or devices", Path);
        }
    }

    private static void CheckHost(RuleContext context, RebalanceOptions rebalance, string name, HostOptions host)
    {
        var path = KeyPath.Of("hosts", name);
        var known = rebalance.Devices.Where(context.Scenario.Devices.ContainsKey).ToList();
        foreach (var device in known.Where(device => context.Paths.Find(name, device) is null))
            context.NoPath(KeyPath.Join(path, "demand"), name, device, "link it to a root port, or bind a vPPB of the host's virtual switch to it");
        if (known.Count < rebalance.Devices.Count || known.Count == 0) return;
        var memory = RegionMemory.Dc0 + rebalance.Region;
        if (host.Regions.Values.Any(region => region.Memory == memory && region.Devices.ToHashSet().SetEquals(known))) return;
        context.Findings.Add(
            KeyPath.Join(path, "demand"), $"{name} has no region that shows dc{rebalance.Region} of {string.Join(", ", known)}, and would accept nothing",
            $"a region with memory: dc{rebalance.Region} over these devices and no others", KeyPath.Join(path, "regions"), Path);
    }
}
