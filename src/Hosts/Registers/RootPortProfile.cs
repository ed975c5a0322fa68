using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Hosts.Registers;

/// <summary>What a vendor decides of a root port's registers; the default is QEMU's root port.</summary>
public sealed record RootPortProfile
{
    public PciIdentity Identity { get; init; } = new(0x8086, 0x7075, ClassCode: 0x06_0400, Subsystem: 0x8086);

    /// <summary>64 GT/s, 32 lanes.</summary>
    public PcieLink Link { get; init; } = new(Speed: 6, Width: 32);

    public FlexBusFacts FlexBus { get; init; } = new(0x0026, Control: 0x0002, Status: 0x0006, ControlWritable: 0x00BD);

    /// <summary>Access control services that can be switched on.</summary>
    public ushort AccessControl { get; init; } = 0x005F;
}
