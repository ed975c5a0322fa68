using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>
/// Whether a region's devices share out evenly over host bridges, root ports and switch ports, in the order in which decoders
/// hand out granules: the window first, then the bridge, then the switch.
/// </summary>
internal static class InterleaveRules
{
    public static void Check(RuleContext context, string path, WindowOptions window, RegionOptions region, IReadOnlyList<FabricPath> paths, string windowPath)
    {
        var devices = KeyPath.Join(path, "devices");
        var outside = paths.FirstOrDefault(way => !window.Targets.Contains(way.Bridge, StringComparer.Ordinal));
        if (outside is not null)
        {
            context.Findings.Add(devices, $"{outside.Device} is behind {outside.Bridge}, which {region.Window} does not lead to", $"a window with {outside.Bridge} among its targets", windowPath);
            return;
        }

        var bridges = window.Targets.Count;
        if (bridges > 1 && region.Granularity != window.Granularity)
        {
            context.Findings.Add(
                KeyPath.Join(path, "granularity"), $"is {region.Granularity} in a window that interleaves at {window.Granularity}",
                $"both alike, for example {window.Granularity}", windowPath);
        }

        var groups = window.Targets.Select(bridge => GroupByPort(paths.Where(way => way.Bridge == bridge))).ToList();
        if (!SharesOut(context, devices, window, groups)) return;
        CheckPortWays(context, devices, path, region, bridges, groups[0]);
        CheckOrder(context, devices, region, groups);
    }

    // Root ports in the order in which the region names them, each with its devices.
    private static List<List<FabricPath>> GroupByPort(IEnumerable<FabricPath> paths) =>
        paths.GroupBy(way => way.RootPort).Select(group => group.ToList()).ToList();

    private static bool SharesOut(RuleContext context, string path, WindowOptions window, List<List<List<FabricPath>>> groups)
    {
        var perBridge = groups.Select(ports => ports.Sum(port => port.Count)).ToList();
        if (perBridge.Distinct().Count() > 1)
        {
            var listed = string.Join(", ", window.Targets.Zip(perBridge).Select(pair => $"{pair.First} {pair.Second}"));
            context.Findings.Add(path, $"the devices do not share out evenly over the host bridges: {listed}", "as many devices behind each target of the window");
            return false;
        }

        var allPorts = groups.SelectMany(ports => ports).ToList();
        if (groups.Select(ports => ports.Count).Distinct().Count() == 1 && allPorts.Select(port => port.Count).Distinct().Count() == 1) return true;
        var counts = string.Join(", ", allPorts.Select(port => $"{port[0].RootPort} {port.Count}"));
        context.Findings.Add(path, $"the devices do not share out evenly over the root ports: {counts}", "as many devices behind each root port");
        return false;
    }

    private static void CheckPortWays(
        RuleContext context, string devices, string path, RegionOptions region, int bridges, List<List<FabricPath>> portsOfBridge)
    {
        const string portWays = "host bridges and switches interleave over 1, 2, 4 or 8; a factor of 3 takes three host bridges in the window";
        var ports = portsOfBridge.Count;
        var below = portsOfBridge[0].Count;
        if (!Limits.PortWays.Contains(ports)) context.Findings.Add(devices, $"{ports} root ports below one host bridge", portWays);
        if (!Limits.PortWays.Contains(below)) context.Findings.Add(devices, $"{below} devices below one switch", portWays);

        var bridgeGranularity = region.Granularity.Bytes * (ulong)bridges;
        var switchGranularity = bridgeGranularity * (ulong)ports;
        var coarsest = below > 1 ? switchGranularity : ports > 1 ? bridgeGranularity : 0;
        if (coarsest <= Limits.LargestGranularity) return;
        context.Findings.Add(
            KeyPath.Join(path, "granularity"),
            $"is {region.Granularity}, so that the {(below > 1 ? "switch" : "host bridge")} would interleave at {new ByteSize(coarsest)}",
            $"at most {new ByteSize(region.Granularity.Bytes * Limits.LargestGranularity / coarsest)}: decoders go up to 16KiB");
    }

    private static void CheckOrder(RuleContext context, string path, RegionOptions region, List<List<List<FabricPath>>> groups)
    {
        var ports = groups[0].Count;
        var order = Enumerable.Range(0, region.Devices.Count)
            .Select(place => (Bridge: groups[place % groups.Count], Turn: place / groups.Count))
            .Select(place => place.Bridge[place.Turn % ports][place.Turn / ports].Device)
            .ToList();
        if (order.SequenceEqual(region.Devices)) return;
        context.Findings.Add(path, "the order cannot be decoded: granules go round host bridges first, then root ports, then switch ports", $"[{string.Join(", ", order)}]");
    }
}
