using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>
/// Where a switch sends what arrives. A memory request is decoded by the HDM decoders of the upstream port it came in
/// through; a message for a device goes by the device's id through the vPPBs of the same virtual switch; completions and
/// interrupts go by the id of the host's port.
/// </summary>
public sealed class SwitchRouting
{
    /// <summary>No decoder and no vPPB leads on.</summary>
    public const int Nowhere = -1;

    private const int Ids = 1 << 12;

    private readonly VirtualSwitch?[] _switchOfUpstream;
    private readonly Vppb[][] _vppbs;
    private readonly short[] _portOfHost = new short[Ids];

    public SwitchRouting(int ports, IReadOnlyList<VirtualSwitch> switches)
    {
        _switchOfUpstream = new VirtualSwitch?[ports];
        _vppbs = new Vppb[ports][];
        Array.Fill(_portOfHost, (short)Nowhere);
        foreach (var @switch in switches)
        {
            if (_switchOfUpstream[@switch.UpstreamPort] is { } other)
                throw new ArgumentException($"{@switch.Name} and {other.Name} share upstream port {@switch.UpstreamPort}");
            _switchOfUpstream[@switch.UpstreamPort] = @switch;
            _vppbs[@switch.UpstreamPort] = [.. @switch.Vppbs];
        }
    }

    /// <summary>Says behind which upstream port a host's root port is.</summary>
    public void LearnHost(ushort id, int upstreamPort) => _portOfHost[id] = (short)upstreamPort;

    /// <summary>The egress port for a message, or <see cref="Nowhere"/>; sets the logical device of what goes downstream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Route(int ingress, ref MemoryMessage message) => message.Kind switch
    {
        MessageKind.MemoryRead or MessageKind.MemoryWrite => RouteRequest(ingress, ref message),
        MessageKind.CciRequest => RouteToDevice(ingress, ref message),
        _ => _portOfHost[message.Target & (Ids - 1)],
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int RouteRequest(int ingress, ref MemoryMessage message)
    {
        var @switch = _switchOfUpstream[ingress];
        if (@switch == null || !@switch.Decoders.TryRoute(message.Address, out var number)) return Nowhere;
        var vppbs = _vppbs[ingress];
        if ((uint)number >= (uint)vppbs.Length) return Nowhere;
        ref var vppb = ref vppbs[number];
        message.LdId = vppb.LdId;
        message.Target = vppb.Device;
        return vppb.Port;
    }

    private int RouteToDevice(int ingress, ref MemoryMessage message)
    {
        if (_switchOfUpstream[ingress] == null) return Nowhere;
        foreach (var vppb in _vppbs[ingress])
        {
            if (vppb.Port == Vppb.Unbound || vppb.Device != message.Target) continue;
            message.LdId = vppb.LdId;
            return vppb.Port;
        }

        return Nowhere;
    }
}
