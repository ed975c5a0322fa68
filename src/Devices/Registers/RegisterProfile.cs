using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Registers;

/// <summary>What a vendor decides of a memory device's registers: who made it, its link, its interrupts, what it promises.</summary>
public sealed record RegisterProfile
{
    /// <summary>As the specification says; vendor facts are those of QEMU's device.</summary>
    public static readonly RegisterProfile Cxl = new();

    /// <summary>As QEMU 11 does it.</summary>
    public static readonly RegisterProfile Qemu11 = new() { ConfigLockIgnored = true, SerialNumberOptional = true };

    /// <summary>What QEMU's memory device says of itself, which drivers and tools know.</summary>
    public PciIdentity Identity { get; init; } = new(0x8086, 0x0D93, ClassCode: 0x05_0210, Revision: 1, Subsystem: 0x1100_1AF4);

    /// <summary>32 GT/s, 16 lanes.</summary>
    public PcieLink Link { get; init; } = new(Speed: 5, Width: 16);

    /// <summary>Table and pending bits of MSI-X stand in a BAR of this size.</summary>
    public int InterruptBarBytes { get; init; } = 0x1000;

    public int InterruptVectors { get; init; } = 8;

    public int PendingBitsOffset { get; init; } = 0x800;

    /// <summary>The vector of the DOE mailbox.</summary>
    public int DoeVector { get; init; }

    /// <summary>CXL.mem with one HDM range block, initialised by hardware.</summary>
    public ushort Capability { get; init; } = 0x001E;

    /// <summary>Flex Bus: CXL.io, CXL.mem, 68-byte flits; the status where the link runs 256-byte flits is another.</summary>
    public FlexBusFacts FlexBus { get; init; } = new(0x0026, Control: 0x0002, Status: 0x0026);

    public ushort FlexBusStatusInFlitMode { get; init; } = 0x0006;

    /// <summary>The link and message part of the promise in CDAT counts too: 150 ns a read, 250 ns a write, 16 GB/s each way.</summary>
    public MemoryPerformance Performance { get; init; } = new(SimTime.FromNanoseconds(150), SimTime.FromNanoseconds(250), 16_000_000_000, 16_000_000_000);

    /// <summary>config-lock-ignored: the lock of the DVSEC for CXL devices locks nothing and can be taken back.</summary>
    public bool ConfigLockIgnored { get; init; }

    /// <summary>A device that was given no serial number has none; the specification wants one of every memory device.</summary>
    public bool SerialNumberOptional { get; init; }
}
