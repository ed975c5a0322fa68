using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Counts of a topology template that can be spelled out; checked before it is.</summary>
internal static class TopologyRules
{
    private const int MostSwitches = 1024;

    public static void Check(RuleContext context, TopologyOptions topology)
    {
        context.Known("topology:edge", "link type", topology.Edge, context.Scenario.LinkTypes.Keys, "linkTypes");
        if (topology.Trunk.Length > 0) context.Known("topology:trunk", "link type", topology.Trunk, context.Scenario.LinkTypes.Keys, "linkTypes");
        CheckShape(context, topology);
        context.InRange("topology:hosts", topology.Hosts, 1, 1024);
        context.InRange("topology:devices", topology.Devices, 1, 1024);
        context.InRange("topology:near", topology.Near, 0, topology.Devices);
        context.InRange("topology:far", topology.Far, 0, Math.Max(0, EdgesOf(topology) - 1));
        context.Multiple("topology:capacity", topology.Capacity, Sizes.CapacityMultiple, "capacities count in 256 MiB");
        if (topology.Capacity.Bytes == 0) context.Findings.Add("topology:capacity", "is zero", "256MiB or more");
        if (!Limits.PortWays.Contains(topology.Near + topology.Far))
            context.Findings.Add("topology:near", $"near and far are {topology.Near + topology.Far} devices together", "1, 2, 4 or 8: a switch interleaves over so many");
    }

    private static void CheckShape(RuleContext context, TopologyOptions topology)
    {
        switch (topology.Kind)
        {
            case TopologyKind.SpineLeaf:
                context.InRange("topology:switches", topology.Switches, 1, MostSwitches);
                context.InRange("topology:spines", topology.Spines, 1, MostSwitches);
                break;
            case TopologyKind.Mesh:
                context.InRange("topology:switches", topology.Switches, 1, 32);
                context.InRange("topology:rows", topology.Rows, 1, 32);
                break;
            case TopologyKind.Ring:
                context.InRange("topology:switches", topology.Switches, 3, MostSwitches);
                break;
            case TopologyKind.Tree:
                context.InRange("topology:levels", topology.Levels, 1, 6);
                context.InRange("topology:fanout", topology.Fanout, 1, 64);
                if (SwitchesOf(topology) > MostSwitches)
                    context.Findings.Add("topology:levels", $"a tree of {topology.Levels} levels and fanout {topology.Fanout}", $"at most {MostSwitches} switches");
                break;
            default:
                break;
        }
    }

    private static int EdgesOf(TopologyOptions topology) => topology.Kind switch
    {
        TopologyKind.Star => 1,
        TopologyKind.Mesh => topology.Switches * topology.Rows,
        TopologyKind.Tree => (int)Math.Min(MostSwitches, Math.Pow(topology.Fanout, topology.Levels - 1)),
        _ => topology.Switches,
    };

    private static double SwitchesOf(TopologyOptions topology) =>
        Enumerable.Range(0, Math.Clamp(topology.Levels, 0, 6)).Sum(level => Math.Pow(topology.Fanout, level));
}
