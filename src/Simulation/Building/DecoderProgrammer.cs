using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Building;

/// <summary>
/// Programs HDM decoders as a host's firmware and driver would: for every region one of each host bridge, virtual switch and device
/// on the way, in order of address.
/// </summary>
internal sealed class DecoderProgrammer(string host)
{
    private readonly Dictionary<object, int> _used = [];
    private readonly Dictionary<object, ulong> _mappedDpa = [];

    /// <summary>Programs the bridges and virtual switches of a region, from the bridges down.</summary>
    public void ProgramTargets(
        RegionPlan region, IReadOnlyDictionary<string, IReadOnlyList<string>> bridgePorts,
        Func<string, HdmDecoderBlock> bridgeDecoders, Func<SwitchHop, HdmDecoderBlock> switchDecoders)
    {
        var waysAbove = region.Levels.All[0][0].Ways;
        foreach (var level in region.Levels.All.Skip(1))
        {
            foreach (var node in level)
            {
                var decoders = node.Hop == null ? bridgeDecoders(node.Name) : switchDecoders(node.Hop);
                var targets = node.Branches.Select(branch => Target(node, branch[0]));
                ProgramTargets(decoders, node.Hop == null ? $"{host}.{node.Name}" : node.Name, region, waysAbove, [.. targets]);
            }

            waysAbove *= level[0].Ways;
        }

        byte Target(InterleaveNode node, FabricPath path) => node.Hop == null
            ? (byte)IndexOf(bridgePorts[node.Name], path.RootPort)
            : (byte)path.Hops.First(hop => hop.Switch == node.Hop.Switch && hop.Vcs == node.Hop.Vcs).Vppb;
    }

    public void ProgramDevice(HdmDecoderBlock device, string name, Dpa start, RegionPlan region)
    {
        var mapped = _mappedDpa.GetValueOrDefault(device);
        if (start.Value < mapped) throw Refused(name, region, $"its DPA 0x{start.Value:x} lies before 0x{mapped:x}, which an earlier region reached");
        var index = Next(device);
        if (index >= device.DecoderCount) throw Refused(name, region, $"all its {device.DecoderCount} decoders are in use");
        var done = device.ProgramEndpoint(index, region.Start.Value, region.Bytes, region.Granularity, region.Paths.Count, start.Value - mapped);
        if (!done) throw Refused(name, region, "the decoder refused to commit");
        device.Enable();
        _mappedDpa[device] = start.Value + region.PartBytes;
    }

    private void ProgramTargets(HdmDecoderBlock decoders, string name, RegionPlan region, int waysAbove, byte[] targets)
    {
        // With one way the granularity is not looked at. A factor of 3 above takes no address bit: the granule's number modulo 3 and its
        // low bits are independent, so that together they name each device of a round once.
        var bitWaysAbove = waysAbove % 3 == 0 ? waysAbove / 3 : waysAbove;
        var granularity = targets.Length == 1 ? region.Granularity : region.Granularity * bitWaysAbove;
        var index = Next(decoders);
        if (index >= decoders.DecoderCount) throw Refused(name, region, $"all its {decoders.DecoderCount} decoders are in use");
        if (!decoders.Program(index, region.Start.Value, region.Bytes, granularity, targets.Length, targets))
            throw Refused(name, region, "the decoder refused to commit");
        decoders.Enable();
    }

    private int Next(object component)
    {
        var index = _used.GetValueOrDefault(component);
        _used[component] = index + 1;
        return index;
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var index = 0; index < names.Count; index++)
        {
            if (names[index] == name) return index;
        }

        throw new ArgumentException($"there is no {name}", nameof(name));
    }

    private ScenarioException Refused(string component, RegionPlan region, string why) =>
        new($"hosts:{host}:regions:{region.Name}: {component} cannot decode it: {why}");
}
