using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>
/// Whether a region's devices share out evenly over host bridges, root ports and switch ports, in the order in which decoders
/// hand out granules: the window first, then the bridge, then the switches from the host on.
/// </summary>
internal static class InterleaveRules
{
    public static void Check(RuleContext context, string path, WindowOptions window, RegionOptions region, IReadOnlyList<FabricPath> paths, string windowPath)
    {
        var devices = KeyPath.Join(path, "devices");
        var outside = paths.FirstOrDefault(way => !window.Targets.Contains(way.Bridge, StringComparer.Ordinal));
        if (outside is not null)
        {
            context.Findings.Add(
                devices, $"{outside.Device} is behind {outside.Bridge}, which {region.Window} does not lead to",
                $"a window with {outside.Bridge} among its targets", windowPath);
            return;
        }

        var bridges = window.Targets.Count;
        if (bridges > 1 && region.Granularity != window.Granularity)
        {
            context.Findings.Add(
                KeyPath.Join(path, "granularity"), $"is {region.Granularity} in a window that interleaves at {window.Granularity}",
                $"both alike, for example {window.Granularity}", windowPath);
        }

        var levels = InterleaveLevels.Of(window.Targets, paths);
        if (!SharesOut(context, devices, window, levels)) return;
        CheckPortWays(context, devices, path, region, levels);
        CheckOrder(context, devices, region, levels);
    }

    private static bool SharesOut(RuleContext context, string path, WindowOptions window, InterleaveLevels levels)
    {
        for (var level = 0; level < levels.All.Count; level++)
        {
            var nodes = levels.All[level];
            var uneven = nodes.FirstOrDefault(node => node.Branches.Select(branch => branch.Count).Distinct().Count() > 1);
            if (uneven is not null)
            {
                var counts = uneven.Branches.Select((branch, place) => $"{(level == 0 ? window.Targets[place] : NameOf(level, branch[0]))} {branch.Count}");
                context.Findings.Add(
                    path, $"the devices do not share out evenly over the {Target(level)}s of {(level == 0 ? "the window" : uneven.Name)}: {string.Join(", ", counts)}",
                    $"as many devices behind each {Target(level)}");
                return false;
            }

            if (nodes.Select(node => node.Ways).Distinct().Count() == 1) continue;
            context.Findings.Add(
                path, $"the devices do not share out evenly: {string.Join(", ", nodes.Select(node => $"{node.Name} has {node.Ways} {Target(level)}s"))}",
                "the same number below each");
            return false;
        }

        return true;
    }

    private static string Target(int level) => level switch { 0 => "host bridge", 1 => "root port", _ => "vPPB" };

    private static string NameOf(int level, FabricPath path) => level == 1 ? path.RootPort : $"vPPB {path.Hops[level - 2].Vppb}";

    private static void CheckPortWays(RuleContext context, string devices, string path, RegionOptions region, InterleaveLevels levels)
    {
        const string portWays = "host bridges and switches interleave over 1, 2, 4 or 8; a factor of 3 takes three host bridges in the window";
        // A factor of 3 above takes no address bit, so that it does not make the levels below coarser.
        var windowWays = levels.All[0][0].Ways;
        var above = (ulong)(windowWays % 3 == 0 ? windowWays / 3 : windowWays);
        for (var depth = 1; depth < levels.All.Count; depth++)
        {
            var level = levels.All[depth];
            var ways = level[0].Ways;
            if (!Limits.PortWays.Contains(ways)) context.Findings.Add(devices, $"{ways}-way interleave over the {Target(depth)}s of {level[0].Name}", portWays);
            var granularity = region.Granularity.Bytes * above;
            if (ways > 1 && granularity > Limits.LargestGranularity)
            {
                context.Findings.Add(
                    KeyPath.Join(path, "granularity"), $"is {region.Granularity}, so that {level[0].Name} would interleave at {new ByteSize(granularity)}",
                    $"at most {new ByteSize(region.Granularity.Bytes * Limits.LargestGranularity / granularity)}: decoders go up to 16KiB");
            }

            above *= (ulong)Math.Max(ways, 1);
        }
    }

    private static void CheckOrder(RuleContext context, string path, RegionOptions region, InterleaveLevels levels)
    {
        var order = levels.Order(region.Devices.Count);
        if (order.SequenceEqual(region.Devices)) return;
        context.Findings.Add(
            path, "the order cannot be decoded: granules go round host bridges first, then root ports, then switch ports from the host on",
            $"[{string.Join(", ", order)}]");
    }
}
