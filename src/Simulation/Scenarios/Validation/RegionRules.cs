using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What a region can show: memory that is there, reached from its window, in an order that decoders can express.</summary>
internal static class RegionRules
{
    public static void Check(RuleContext context, string hostName, HostOptions host)
    {
        foreach (var (name, region) in host.Regions) CheckRegion(context, hostName, host, KeyPath.Of("hosts", hostName, "regions", name), region);
        CheckWindowsHold(context, hostName, host);
        CheckDpaOrder(context, hostName, host);
    }

    /// <summary>Bytes of host physical address space; zero while its devices are wrong.</summary>
    public static UInt128 Bytes(RuleContext context, RegionOptions region)
    {
        var first = region.Devices.Count > 0 ? context.Scenario.Devices.GetValueOrDefault(region.Devices[0]) : null;
        return first is null ? 0 : (UInt128)RuleContext.PartBytes(first, region.Memory) * (UInt128)region.Devices.Count;
    }

    private static void CheckRegion(RuleContext context, string hostName, HostOptions host, string path, RegionOptions region)
    {
        var isWindowKnown = context.Known(KeyPath.Join(path, "window"), "window", region.Window, host.Windows.Keys, KeyPath.Of("hosts", hostName, "windows"));
        context.Granularity(KeyPath.Join(path, "granularity"), region.Granularity);
        var devices = KeyPath.Join(path, "devices");
        context.Distinct(devices, region.Devices);
        if (!Limits.EndpointWays.Contains(region.Devices.Count))
        {
            context.Findings.Add(devices, $"{region.Devices.Count} devices", "a region interleaves over 1, 2, 3, 4, 6, 8, 12 or 16");
            return;
        }

        var paths = new List<FabricPath>();
        for (var i = 0; i < region.Devices.Count; i++)
        {
            if (CheckDevice(context, hostName, path, i, region) is { } way) paths.Add(way);
        }

        if (paths.Count < region.Devices.Count) return;
        CheckEqualParts(context, path, region);
        if (isWindowKnown && region.Devices.Distinct().Count() == paths.Count)
            InterleaveRules.Check(context, path, host.Windows[region.Window], region, paths, KeyPath.Of("hosts", hostName, "windows", region.Window));
    }

    private static FabricPath? CheckDevice(RuleContext context, string hostName, string path, int place, RegionOptions region)
    {
        var name = region.Devices[place];
        var key = KeyPath.Of(path, "devices", place);
        if (!context.Known(key, "device", name, context.Scenario.Devices.Keys, "devices")) return null;
        var device = context.Scenario.Devices[name];
        if (RuleContext.PartBytes(device, region.Memory) == 0)
        {
            var parts = Enum.GetValues<RegionMemory>().Where(memory => RuleContext.PartBytes(device, memory) > 0).Select(Word).ToList();
            var wouldDo = parts.Count == 0 ? $"give {name} some" : $"it has {string.Join(", ", parts)}";
            context.Findings.Add(KeyPath.Join(path, "memory"), $"{name} has no {Word(region.Memory)} memory", wouldDo, KeyPath.Of("devices", name));
        }

        if (context.Paths.Find(hostName, name) is { } way) return way;
        context.NoPath(key, hostName, name, "link it to a root port, or bind a vPPB of the host's virtual switch to it");
        return null;
    }

    private static void CheckEqualParts(RuleContext context, string path, RegionOptions region)
    {
        var sizes = region.Devices.Select(name => RuleContext.PartBytes(context.Scenario.Devices[name], region.Memory)).ToList();
        if (sizes.Distinct().Count() == 1 || sizes.Contains(0)) return;
        var listed = string.Join(", ", region.Devices.Zip(sizes).Select(pair => $"{pair.First} {new ByteSize(pair.Second)}"));
        context.Findings.Add(KeyPath.Join(path, "devices"), $"the devices' {Word(region.Memory)} parts differ: {listed}", "interleaved parts are of one size", region.Devices.Select(name => KeyPath.Of("devices", name)).ToArray());
    }

    private static void CheckWindowsHold(RuleContext context, string hostName, HostOptions host)
    {
        foreach (var (name, window) in host.Windows)
        {
            var regions = host.Regions.Where(region => region.Value.Window == name).ToList();
            var needed = regions.Aggregate(UInt128.Zero, (sum, region) => sum + Bytes(context, region.Value));
            if (needed <= window.Size.Bytes || needed > ulong.MaxValue) continue;
            if (regions.SelectMany(region => region.Value.Devices).Any(device => context.Findings.IsUnread(KeyPath.Of("devices", device)))) continue;
            var multiple = Sizes.CapacityMultiple * (ulong)Math.Max(window.Targets.Count, 1);
            var enough = ((ulong)needed + multiple - 1) / multiple * multiple;
            context.Findings.Add(
                KeyPath.Of("hosts", hostName, "windows", name, "size"),
                $"{window.Size} is too small for {string.Join(", ", regions.Select(region => $"{region.Key} ({new ByteSize((ulong)Bytes(context, region.Value))})"))}",
                $"at least {new ByteSize(enough)}", KeyPath.Of("hosts", hostName, "regions"));
        }
    }

    // A device's decoders are committed in order of HPA and take DPA one behind the other ("Committing HDM Decoders"), so what comes
    // first in the windows has to come first in the device.
    private static void CheckDpaOrder(RuleContext context, string hostName, HostOptions host)
    {
        var lastOf = new Dictionary<string, (string Region, RegionMemory Memory)>(StringComparer.Ordinal);
        var inHpaOrder = host.Regions.OrderBy(region => region.Value.Window, StringComparer.Ordinal).ThenBy(region => region.Key, StringComparer.Ordinal);
        foreach (var (name, region) in inHpaOrder)
        {
            foreach (var device in region.Devices.Distinct())
            {
                var path = KeyPath.Of("hosts", hostName, "regions", name, "memory");
                if (lastOf.TryGetValue(device, out var last) && last.Memory == region.Memory)
                    context.Findings.Add(path, $"{last.Region} shows the {Word(region.Memory)} memory of {device} already", "one region for each part of a device");
                else if (last.Region is not null && last.Memory > region.Memory)
                    context.Findings.Add(path, $"{name} stands behind {last.Region} but its part of {device} stands before", "order windows and regions by name as devices order memory: volatile, persistent, dc0 to dc7", KeyPath.Of("hosts", hostName, "regions", last.Region, "memory"));
                lastOf[device] = (name, region.Memory);
            }
        }
    }

    private static string Word(RegionMemory memory) => memory.ToString().ToLowerInvariant();
}
