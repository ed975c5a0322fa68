using System.Collections.Frozen;
using CxlFabricSim.Components.Logs;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Management;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Cci;

/// <summary>
/// What a switch's CCI has, and where it departs from the specification; a flag that is false is the specification, and its summary starts
/// with the name under which recorded vectors mark the departure, if they do.
/// </summary>
public sealed record SwitchCciProfile
{
    /// <summary>As the specification says; every command is there.</summary>
    public static readonly SwitchCciProfile Cxl = new();

    /// <summary>As the switch mailbox of QEMU 11 does it, byte for byte.</summary>
    public static readonly SwitchCciProfile Qemu11 = new()
    {
        Commands = new CciProfile
        {
            Rules = new MailboxRules { Only = KnownToQemu, AbortIgnoredFromPercent = 85, BackgroundBitSetAtFirst = true, EffectBitsDisplaced = true },
            LogRules = new LogRules { LimitBytes = 256 << 10, OffsetUnit = 4 },
            Limits = MessageLimits.Qemu11Switch,
        },
        PortsAreAssumed = true,
        FlitModeStaleAtFirst = true,
        PortsCountAsVppbs = true,
        ShortestPerst = SimTime.FromMicroseconds(100_000),
        PayloadBytes = 2048,
    };

    public CciProfile Commands { get; init; } = CciProfile.Cxl;

    /// <summary>
    /// link-state-always-shows-perst: Get Physical Port State takes a memory device for a multi-logical one of three logical devices, its link
    /// for powered down, and PERST for asserted.
    /// </summary>
    public bool PortsAreAssumed { get; init; }

    /// <summary>The first answer about a port shows its device in 256-byte flits: the link status is looked at only afterwards.</summary>
    public bool FlitModeStaleAtFirst { get; init; }

    /// <summary>Identify Switch Device counts physical ports where it should count vPPBs.</summary>
    public bool PortsCountAsVppbs { get; init; }

    /// <summary>
    /// How long PERST stays asserted at least, and a command to deassert it earlier is an Internal Error. The specification leaves the time to
    /// the manager; QEMU has 100 ms (PCI Express card electromechanical specification, T_PVPERL), which an idle fabric's time never comes to.
    /// </summary>
    public SimTime ShortestPerst { get; init; } = SimTime.Zero;

    /// <summary>The longest answer to Get Physical Port State.</summary>
    public int PayloadBytes { get; init; } = ComponentCci.PayloadBytes;

    private static FrozenSet<Opcode> KnownToQemu =>
        new[]
        {
            Opcode.Identify, Opcode.BackgroundOperationStatus, Opcode.RequestAbortBackgroundOperation, Opcode.GetTimestamp, Opcode.SetTimestamp,
            Opcode.GetSupportedLogs, Opcode.GetLog, Opcode.IdentifySwitchDevice, Opcode.GetPhysicalPortState, Opcode.PhysicalPortControl,
            Opcode.TunnelManagement,
        }.ToFrozenSet();
}
