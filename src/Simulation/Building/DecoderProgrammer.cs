using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Devices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Building;

/// <summary>
/// Programs HDM decoders as a host's firmware and driver would: one of the bridge, one of the switch's upstream port and one of
/// each device for every region, in order of address.
/// </summary>
internal sealed class DecoderProgrammer(string host)
{
    private readonly Dictionary<object, int> _used = [];
    private readonly Dictionary<object, ulong> _mappedDpa = [];

    public void ProgramBridge(HdmDecoderBlock decoders, string bridge, IReadOnlyList<string> bridgePorts, RegionPlan region)
    {
        var ports = region.RootPortsOf(bridge);
        if (ports.Count == 0) return;
        var targets = ports.Select(port => (byte)IndexOf(bridgePorts, port)).ToArray();
        ProgramTargets(decoders, $"{host}.{bridge}", region, region.BridgeWays, targets);
    }

    public void ProgramSwitch(HdmDecoderBlock decoders, string rootPort, RegionPlan region)
    {
        var first = region.Paths.First(path => path.RootPort == rootPort);
        var targets = region.VppbsOf(rootPort).Select(vppb => (byte)vppb).ToArray();
        var waysAbove = region.BridgeWays * region.RootPortsOf(first.Bridge).Count;
        ProgramTargets(decoders, $"{first.Switch!.Switch}.{first.Switch.Vcs}", region, waysAbove, targets);
    }

    public void ProgramDevice(LogicalDevice device, string name, Dpa start, RegionPlan region)
    {
        var mapped = _mappedDpa.GetValueOrDefault(device);
        if (start.Value < mapped) throw Refused(name, region, $"its DPA 0x{start.Value:x} lies before 0x{mapped:x}, which an earlier region reached");
        var index = Next(device);
        if (index >= device.Decoders.DecoderCount) throw Refused(name, region, $"all its {device.Decoders.DecoderCount} decoders are in use");
        var done = device.Decoders.ProgramEndpoint(index, region.Start.Value, region.Bytes, region.Granularity, region.Paths.Count, start.Value - mapped);
        if (!done) throw Refused(name, region, "the decoder refused to commit");
        device.Decoders.Enable();
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
