using System.Buffers.Binary;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <summary>A physical port of a switch as its CCI shows and controls it.</summary>
/// <param name="id">The port's number, by which all commands name it.</param>
/// <param name="role">What the port is for.</param>
/// <param name="supported">What this end of the link can do.</param>
public sealed class PhysicalPort(byte id, PortRole role, PcieLink supported)
{
    public const int StateBytes = 16;

    private const int ModeFlit68 = 2;
    private const int ModeFlit256 = 3;
    private const byte SupportsFlit68 = 1 << 1;
    private const byte SupportsFlit256 = 1 << 2;
    private const byte TypeSingleLogical = 4;
    private const byte TypeMultiLogical = 5;
    private const byte TypeSwitch = 6;
    private const byte LtssmDetect = 0;
    private const byte LtssmL0 = 4;
    private const byte LtssmL2 = 7;
    private const byte LtssmHotReset = 10;
    private const ushort PerstAsserted = 1 << 1;
    private const ushort Present = 1 << 2;
    private const byte AssumedLogicalDevices = 3;

    public byte Id { get; } = id;

    public PortRole Role { get; } = role;

    public PcieLink Supported { get; } = supported;

    /// <summary>Null where nothing is plugged in, or something else than a memory device.</summary>
    public ConnectedDevice? Device
    {
        get => IsUnplugged ? null : Linked;
        init => Linked = value;
    }

    /// <summary>The device at the other end of the port's link, plugged in or not.</summary>
    public ConnectedDevice? Linked { get; private init; }

    /// <summary>A manager has read its state.</summary>
    public bool WasAskedBefore { get; internal set; }

    /// <summary>What the link leads to has been pulled out.</summary>
    public bool IsUnplugged { get; internal set; }

    /// <summary>A switch stands at the other end of a port that leads down.</summary>
    public bool LeadsToSwitch { get; init; }

    /// <summary>A manager binds and resets what is behind it: a device, or nothing. Links between switches are the scenario's.</summary>
    public bool IsManaged => Role == PortRole.Downstream && !LeadsToSwitch;

    /// <summary>Since when the manager keeps PERST asserted; null while it does not.</summary>
    public SimTime? PerstSince { get; internal set; }

    /// <summary>The manager resets what is below: the link is down for as long as that takes.</summary>
    public bool IsInReset { get; internal set; }

    /// <summary>Something is at the other end of the link.</summary>
    public bool IsOccupied => Role == PortRole.Upstream || Device is not null || LeadsToSwitch;

    public bool IsLinkUp => PerstSince is null && !IsInReset && IsOccupied;

    /// <summary>
    /// A block of Get Physical Port State: port id, configuration state, connected device's mode, r1, type, supported modes, maximum and
    /// negotiated width, supported speeds, maximum and current speed, LTSSM state, first lane u8 each, link flags u16, LD count u8.
    /// </summary>
    public void WriteState(Span<byte> place, SwitchCciProfile profile, PortBinding binding)
    {
        ArgumentNullException.ThrowIfNull(profile);
        place[..StateBytes].Clear();
        var partner = Device is { } device ? PcieLink.Between(Supported, device.Link) : Supported;
        place[0] = Id;
        place[1] = ConfigurationState(binding);
        place[2] = ModeOf(profile);
        place[4] = TypeOf(profile);
        place[5] = Role == PortRole.Upstream ? SupportsFlit68 : (byte)(SupportsFlit68 | SupportsFlit256);
        place[6] = (byte)Supported.Width;
        place[8] = (byte)((1 << Supported.Speed) - 1);
        place[9] = (byte)Supported.Speed;
        if (profile.PortsAreAssumed)
        {
            place[7] = (byte)partner.Width;
            place[10] = (byte)partner.Speed;
            place[11] = LtssmL2;
            BinaryPrimitives.WriteUInt16LittleEndian(place[13..], PerstAsserted);
            if (Role == PortRole.Downstream) place[15] = AssumedLogicalDevices;
        }
        else
        {
            place[7] = IsLinkUp ? (byte)partner.Width : (byte)0;
            place[10] = IsLinkUp ? (byte)partner.Speed : (byte)0;
            place[11] = PerstSince is not null || IsInReset ? LtssmHotReset : IsLinkUp ? LtssmL0 : LtssmDetect;
            BinaryPrimitives.WriteUInt16LittleEndian(
                place[13..], (ushort)((PerstSince is null ? 0 : PerstAsserted) | (IsOccupied ? Present : 0)));
            place[15] = Device is { LogicalDevices: > 1 } ? (byte)Device.LogicalDevices : (byte)0;
        }
    }

    private byte ConfigurationState(PortBinding binding) => binding switch
    {
        _ when Role == PortRole.Fabric => 5,
        _ when Role == PortRole.Upstream => 4,
        PortBinding.Unbinding => 2,
        _ => 3,
    };

    private byte ModeOf(SwitchCciProfile profile)
    {
        if (Device is null) return LeadsToSwitch ? (byte)ModeFlit68 : (byte)0;
        var isStale = profile.FlitModeStaleAtFirst && !WasAskedBefore;
        return (byte)(Device.IsFlit256 || isStale ? ModeFlit256 : ModeFlit68);
    }

    private byte TypeOf(SwitchCciProfile profile)
    {
        if (LeadsToSwitch) return TypeSwitch;
        if (Device is null) return 0;
        return Device.LogicalDevices > 1 || profile.PortsAreAssumed ? TypeMultiLogical : TypeSingleLogical;
    }
}
