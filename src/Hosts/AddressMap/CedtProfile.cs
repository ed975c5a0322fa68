namespace CxlFabricSim.Hosts.AddressMap;

/// <summary>What is written into the CXL Early Discovery Table beside the host's own facts.</summary>
public sealed record CedtProfile
{
    /// <summary>A table that is ready for the operating system.</summary>
    public static readonly CedtProfile Cxl = new();

    /// <summary>As QEMU 11 hands it to the firmware.</summary>
    public static readonly CedtProfile Qemu11 = new() { ChecksumLeftToFirmware = true };

    /// <summary>The checksum is zero: the firmware that places the table fills it in.</summary>
    public bool ChecksumLeftToFirmware { get; init; }

    /// <summary>6 characters.</summary>
    public string OemId { get; init; } = "BOCHS ";

    /// <summary>8 characters.</summary>
    public string OemTableId { get; init; } = "BXPC    ";

    /// <summary>4 characters.</summary>
    public string CreatorId { get; init; } = "BXPC";

    /// <summary>Window restrictions: any kind of device and memory, without a fixed configuration.</summary>
    public ushort WindowRestrictions { get; init; } = 0x002F;
}
