using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Whether a topology template can be spelled out: counts in range, checked together before anything is made of them.</summary>
internal static class TopologyRules
{
    private const int MostSwitches = 1024;
    private const int MostOnSwitch = 1024;

    /// <summary>More spines than any switch has ports would only make the file slow.</summary>
    private const int MostSpines = 64;
    private const int MostLevels = 6;
    private const int MostFanout = 64;
    private const int MostRows = 32;

    /// <summary>Sizes of windows and devices, made of up to 16 such parts, stay below what addresses reach.</summary>
    private static readonly ByteSize MostCapacity = new(Limits.WindowBytes / 16);

    public static void Check(RuleContext context, TopologyOptions topology)
    {
        context.Known("topology:edge", "link type", topology.Edge, context.Scenario.LinkTypes.Keys, "linkTypes");
        if (topology.Trunk.Length > 0) context.Known("topology:trunk", "link type", topology.Trunk, context.Scenario.LinkTypes.Keys, "linkTypes");
        CheckShape(context, topology);
        context.InRange("topology:hosts", topology.Hosts, 1, MostOnSwitch);
        context.InRange("topology:devices", topology.Devices, 1, MostOnSwitch);
        context.Granularity("topology:granularity", topology.Granularity);
        context.Multiple("topology:capacity", topology.Capacity, Sizes.CapacityMultiple, "capacities count in 256MiB");
        if (topology.Capacity.Bytes == 0 || topology.Capacity.Bytes > MostCapacity.Bytes)
            context.Findings.Add("topology:capacity", $"is {topology.Capacity}", $"256MiB to {MostCapacity}");
        CheckMade(context, topology);
        if (context.Findings.Errors.Count > 0) return;
        CheckReach(context, topology);
        CheckTotals(context, topology);
        CheckReplacedHosts(context, topology);
    }

    private static void CheckShape(RuleContext context, TopologyOptions topology)
    {
        switch (topology.Kind)
        {
            case TopologyKind.SpineLeaf:
                context.InRange("topology:switches", topology.Switches, 1, MostSwitches);
                context.InRange("topology:spines", topology.Spines, 1, MostSpines);
                break;
            case TopologyKind.Mesh:
                context.InRange("topology:switches", topology.Switches, 1, MostRows);
                context.InRange("topology:rows", topology.Rows, 1, MostRows);
                break;
            case TopologyKind.Ring:
                context.InRange("topology:switches", topology.Switches, 3, MostSwitches);
                break;
            case TopologyKind.Tree:
                context.InRange("topology:levels", topology.Levels, 1, MostLevels);
                context.InRange("topology:fanout", topology.Fanout, 1, MostFanout);
                if (topology.Levels is >= 1 and <= MostLevels && SwitchesOf(topology) > MostSwitches)
                    context.Findings.Add(
                        "topology:levels", $"a tree of {topology.Levels} levels and fanout {topology.Fanout} has {SwitchesOf(topology)} switches",
                        $"at most {MostSwitches} switches: fewer levels, or a smaller fanout", "topology:fanout");
                break;
            default:
                break;
        }
    }

    /// <summary>What the topology makes itself cannot be given as well.</summary>
    private static void CheckMade(RuleContext context, TopologyOptions topology)
    {
        Check(topology.Host.Bridges.Count > 0, "host:bridges");
        Check(topology.Host.Windows.Count > 0, "host:windows");
        Check(topology.Host.Regions.Count > 0, "host:regions");
        Check(topology.Switch.Ports.Count > 0, "switch:ports");
        Check(topology.Switch.Vcs.Count > 0, "switch:vcs");
        Check(topology.Switch.Routes.Count > 0, "switch:routes");
        Check(topology.Device.LogicalDevices != 1, "device:logicalDevices");
        Check(topology.Device.Volatile.Size.Bytes > 0, "device:volatile:size");

        void Check(bool isGiven, string key)
        {
            if (isGiven)
                context.Findings.Add(
                    KeyPath.Join("topology", key), "is made by the topology",
                    "leave it out; write a host, switch or device under the made one's name to replace it");
        }
    }

    /// <summary>Over how many devices a host interleaves, and how many hosts share a device.</summary>
    private static void CheckReach(RuleContext context, TopologyOptions topology)
    {
        var edges = EdgesOf(topology);
        context.InRange("topology:near", topology.Near, 0, topology.Devices);
        if (topology.Far < 0 || topology.Far > edges - 1)
            context.Findings.Add(
                "topology:far", $"is {topology.Far} where {edges} switches have devices",
                $"a number from 0 to {edges - 1}: one device of each other switch at most");
        if (context.Findings.Errors.Count > 0) return;
        var reach = topology.Near + topology.Far;
        if (!Limits.PortWays.Contains(reach))
        {
            context.Findings.Add("topology:near", $"near and far are {reach} devices together", "1, 2, 4 or 8: a switch interleaves over so many", "topology:far");
            return;
        }

        var shared = (topology.Hosts * reach + topology.Devices - 1) / topology.Devices;
        if (shared > Limits.LogicalDevices)
            context.Findings.Add(
                "topology:devices", $"each of the {topology.Devices} on a switch would be shared by {shared} hosts, with a logical device for each",
                $"at most {Limits.LogicalDevices}: devices: {(topology.Hosts * reach + Limits.LogicalDevices - 1) / Limits.LogicalDevices} or more, "
                + $"hosts: {Limits.LogicalDevices * topology.Devices / reach} or fewer, or smaller near and far");
    }

    private static void CheckTotals(RuleContext context, TopologyOptions topology)
    {
        var edges = EdgesOf(topology);
        if ((long)edges * (topology.Hosts + topology.Devices) > Limits.Ids)
            context.Findings.Add(
                "topology:hosts", $"{edges} switches with {topology.Hosts} hosts and {topology.Devices} devices each",
                $"at most {Limits.Ids} root ports and devices together, here {Limits.Ids / edges} a switch: ids have 12 bits");
    }

    /// <summary>A host written under a made one's name replaces it whole, and the made link needs its root port.</summary>
    private static void CheckReplacedHosts(RuleContext context, TopologyOptions topology)
    {
        var made = EdgesOf(topology) * topology.Hosts;
        for (var number = 0; number < made; number++)
        {
            var name = FormattableString.Invariant($"host{number}");
            if (!context.Scenario.Hosts.TryGetValue(name, out var host) || host.Bridges.Values.Any(ports => ports.Contains("rp0"))) continue;
            context.Findings.Add(
                KeyPath.Of("hosts", name), $"stands in place of the {name} that the topology would make, and has no root port rp0",
                "write it whole, with bridges: {hb0: [rp0]}, or call it otherwise; what all hosts have alike stands in topology: host",
                KeyPath.Of("hosts", name, "bridges"));
        }
    }

    private static int EdgesOf(TopologyOptions topology) => topology.Kind switch
    {
        TopologyKind.Star => 1,
        TopologyKind.Mesh => topology.Switches * topology.Rows,
        TopologyKind.Tree => (int)Math.Pow(topology.Fanout, topology.Levels - 1),
        _ => topology.Switches,
    };

    private static double SwitchesOf(TopologyOptions topology) => Enumerable.Range(0, topology.Levels).Sum(level => Math.Pow(topology.Fanout, level));
}
