using CxlFabricSim.Components.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Registers;

/// <summary>What a vendor decides of a switch's registers; the default is QEMU's switch.</summary>
public sealed record SwitchProfile
{
    /// <summary>Bytes a second of one unit of <see cref="Bandwidth"/>.</summary>
    public const ulong BandwidthUnit = 1_024_000_000;

    public PciIdentity Upstream { get; init; } = new(0x19E5, 0xA128, ClassCode: 0x06_0400);

    public PciIdentity Downstream { get; init; } = new(0x19E5, 0xA129, ClassCode: 0x06_0400);

    /// <summary>The mailbox function beside the upstream port.</summary>
    public PciIdentity Mailbox { get; init; } = new(0x19E5, 0xA123, ClassCode: 0x0C_0B00, Subsystem: 0x1100_1AF4);

    /// <summary>32 GT/s, 16 lanes.</summary>
    public PcieLink UpstreamLink { get; init; } = new(Speed: 5, Width: 16);

    /// <summary>64 GT/s, 16 lanes.</summary>
    public PcieLink DownstreamLink { get; init; } = new(Speed: 6, Width: 16);

    public FlexBusFacts UpstreamFlexBus { get; init; } = new(0x0027, Control: 0x0027, Status: 0x0026);

    public FlexBusFacts DownstreamFlexBus { get; init; } = new(0x0027, Control: 0x0002, Status: 0x0006, ControlWritable: 0x00FD);

    public int DoeVector { get; init; } = 1;

    public int MailboxVector { get; init; } = 3;

    /// <summary>From the upstream port to any downstream port, as CDAT promises.</summary>
    public SimTime Latency { get; init; } = SimTime.FromNanoseconds(150);

    /// <summary>In units of 1024 MB/s.</summary>
    public int Bandwidth { get; init; } = 16;
}
