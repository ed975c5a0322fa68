using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>
/// Where a switch sends what arrives. A memory request that comes in through the upstream port of a virtual switch is decoded by
/// that port's HDM decoders to a vPPB; a mailbox command goes by the device's id through the vPPBs of the same virtual switch.
/// Everything else goes by the 12-bit id of its destination: completions and interrupts, and all that comes from another switch
/// over a link that carries many hosts.
/// </summary>
public sealed class SwitchRouting
{
    /// <summary>No decoder and no vPPB leads on.</summary>
    public const int Nowhere = -1;

    private const int Ids = 1 << 12;

    private readonly VirtualSwitch?[] _switchOfUpstream;
    private readonly Vppb[][] _vppbs;
    private readonly short[] _portOf = new short[Ids];

    public SwitchRouting(int ports, IReadOnlyList<VirtualSwitch> switches)
    {
        _switchOfUpstream = new VirtualSwitch?[ports];
        _vppbs = new Vppb[ports][];
        Array.Fill(_portOf, (short)Nowhere);
        foreach (var @switch in switches)
        {
            if (_switchOfUpstream[@switch.UpstreamPort] is { } other)
                throw new ArgumentException($"{@switch.Name} and {other.Name} share upstream port {@switch.UpstreamPort}");
            _switchOfUpstream[@switch.UpstreamPort] = @switch;
            _vppbs[@switch.UpstreamPort] = [.. @switch.Vppbs];
        }
    }

    /// <summary>Says through which port the root port or device with an id is reached.</summary>
    public void Learn(ushort id, int port) => _portOf[id & (Ids - 1)] = (short)port;

    /// <summary>The port towards the root port or device with an id, or <see cref="Nowhere"/>.</summary>
    public int PortTo(ushort id) => _portOf[id & (Ids - 1)];

    /// <summary>Changes what a vPPB leads to, from the next message on.</summary>
    public void Bind(int upstreamPort, int number, Vppb vppb) => _vppbs[upstreamPort][number] = vppb;

    /// <summary>The egress port for a message, or <see cref="Nowhere"/>; sets the logical device of what goes downstream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Route(int ingress, ref MemoryMessage message) => message.Kind switch
    {
        MessageKind.MemoryRead or MessageKind.MemoryWrite => RouteRequest(ingress, ref message),
        MessageKind.CciRequest or MessageKind.RegisterWrite or MessageKind.SlotPowerOff or MessageKind.ConfigurationRequest
            => RouteToDevice(ingress, ref message),

        // Every switch on its way turns back what waits to go there before it.
        MessageKind.LdReset => Nowhere,

        // The switch at the device's port, or that of the host, takes it; those between pass it on.
        MessageKind.LdClaim or MessageKind.LdClaimAnswer or MessageKind.LdLinkChanged => Nowhere,

        // Every switch looks whether it came up through a port of its own, and passes it on.
        MessageKind.ErrorMessage => Nowhere,
        _ => _portOf[message.Target & (Ids - 1)],
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int RouteRequest(int ingress, ref MemoryMessage message)
    {
        var @switch = _switchOfUpstream[ingress];
        if (@switch == null) return _portOf[message.Target & (Ids - 1)];
        if (!@switch.Decoders.TryRoute(message.Address, out var number)) return Nowhere;
        var vppbs = _vppbs[ingress];
        if ((uint)number >= (uint)vppbs.Length) return Nowhere;
        ref var vppb = ref vppbs[number];
        message.LdId = vppb.LdId;
        message.Target = vppb.Device;
        return vppb.Port;
    }

    /// <summary>By logical device through a vPPB of this switch, or by device through one that leads to a switch below.</summary>
    private int RouteToDevice(int ingress, ref MemoryMessage message)
    {
        if ((uint)ingress >= (uint)_switchOfUpstream.Length) return Nowhere;
        if (_switchOfUpstream[ingress] is not { } @switch) return _portOf[message.Target & (Ids - 1)];
        var number = NumberOf(_vppbs[ingress], message.Target, message.LdId);
        if (number < 0 && !@switch.Devices.TryGetValue(message.Target, out number)) return Nowhere;
        ref var vppb = ref _vppbs[ingress][number];

        // A vPPB that no device is behind leads to a switch below, or nowhere; one with another device now is not asked.
        if (vppb.Device != message.Target) return vppb.Device == 0 ? vppb.Port : Nowhere;

        // The slot is this switch's own.
        if (message.Kind is MessageKind.SlotPowerOff or MessageKind.ConfigurationRequest) return Nowhere;
        message.LdId = vppb.LdId;
        return vppb.Port;
    }

    private static int NumberOf(Vppb[] vppbs, ushort device, byte ldId)
    {
        if (device == 0) return Nowhere;
        for (var number = 0; number < vppbs.Length; number++)
            if (vppbs[number].Device == device && vppbs[number].LdId == ldId) return number;
        return Nowhere;
    }
}
