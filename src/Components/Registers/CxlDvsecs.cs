namespace CxlFabricSim.Components.Registers;

/// <summary>The DVSECs of CXL devices and ports; each layout is in the chapter of its name, CXL 3.x, "Control and Status Registers".</summary>
public static class CxlDvsecs
{
    // A size register's low bits: memory valid and active, media type and class as QEMU 11 has them ("refer to CDAT", memory).
    private const uint RangeIsThere = 0x4B;
    private const ulong SizeLowMask = 0xF000_0000;

    private const int LockOffset = 0x14;

    /// <summary>PCIe DVSEC for CXL Devices: capabilities, control, status, and two ranges whose both halves are always there.</summary>
    /// <param name="capability">What the device can do.</param>
    /// <param name="first">Volatile memory, or persistent where there is no other.</param>
    /// <param name="second">Persistent memory beside volatile.</param>
    /// <param name="locks">A lock that is set stays set, and the host's fields with it.</param>
    public static Dvsec Device(ushort capability, DeviceRange first, DeviceRange second, bool locks) => new(
        DvsecId.Device, 3, 0x3C,
        [
            new(0x0A, 2, capability),

            // CXL.mem stays enabled; the rest of the control register is the host's.
            new(0x0C, 2, 0x0002, 0x4FFD),
            new(0x10, 2, 0, 0x000F),
            new(0x12, 2, 0x0002),
            new(LockOffset, 2, 0, 0x0001),
            .. Range(0x18, first),
            .. Range(0x28, second),
        ])
    {
        LockOffset = locks ? LockOffset : null,
    };

    /// <summary>GPF DVSEC for CXL Devices: the second phase's duration and power are the host's to change.</summary>
    public static Dvsec GpfDevice() => new(DvsecId.GpfDevice, 0, 0x10, new(0x0A, 2, 0x0603), new(0x0C, 4, 0x33, uint.MaxValue));

    /// <summary>GPF DVSEC for CXL Ports: time-out and scale of both phases.</summary>
    public static Dvsec GpfPort() => new(DvsecId.GpfPort, 0, 0x10, new RegisterField(0x0C, 4, 0x0001_0001, 0x0F0F_0F0F));

    /// <summary>PCIe DVSEC for Flex Bus Port.</summary>
    public static Dvsec FlexBus(in FlexBusFacts facts) => new(
        DvsecId.FlexBusPort, 2, 0x20,
        new(0x0A, 2, facts.Capability),
        new(0x0C, 2, facts.Control, facts.ControlWritable),
        new(0x0E, 2, facts.Status),
        new(0x10, 4, 0xEF));

    /// <summary>CXL Extensions DVSEC for Ports: alternate bus numbers and windows are the host's.</summary>
    public static Dvsec PortExtensions(ushort status) => new(
        DvsecId.PortExtensions, 0, 0x28,
        new(0x0A, 2, status),
        new(0x0C, 4, 0, 0xFFFF_400F),
        new(0x10, 4, 0, 0xFFF0_FFF0),
        new(0x14, 4, 0, 0xFFF0_FFF0),
        new(0x18, 4, 0, uint.MaxValue),
        new(0x1C, 4, 0, uint.MaxValue));

    /// <summary>Register Locator DVSEC: up to three blocks, each at the start of its BAR.</summary>
    public static Dvsec RegisterLocator(params ReadOnlySpan<RegisterBlockLocation> blocks)
    {
        const int FirstBlock = 0x0C;
        const int BlockStride = 8;
        var fields = new RegisterField[blocks.Length];
        for (var index = 0; index < blocks.Length; index++)
            fields[index] = new RegisterField(FirstBlock + index * BlockStride, 4, (uint)blocks[index].Id << 8 | (uint)blocks[index].Bar);
        return new Dvsec(DvsecId.RegisterLocator, 0, 0x24, fields);
    }

    private static RegisterField[] Range(int offset, DeviceRange range) =>
    [
        new(offset, 4, range.Size >> 32),
        new(offset + 4, 4, range.IsThere ? range.Size & SizeLowMask | RangeIsThere : 0),
        new(offset + 8, 4, 0, uint.MaxValue),
        new(offset + 12, 4, 0, SizeLowMask),
    ];
}
