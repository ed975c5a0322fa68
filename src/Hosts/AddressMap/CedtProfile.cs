namespace CxlFabricSim.Hosts.AddressMap;

/// <summary>What firmware writes into the CXL Early Discovery Table beside the host's own facts; the default is QEMU's.</summary>
public sealed record CedtProfile
{
    /// <summary>6 characters.</summary>
    public string OemId { get; init; } = "BOCHS ";

    /// <summary>8 characters.</summary>
    public string OemTableId { get; init; } = "BXPC    ";

    /// <summary>4 characters.</summary>
    public string CreatorId { get; init; } = "BXPC";

    /// <summary>Window restrictions: any kind of device and memory, without a fixed configuration.</summary>
    public ushort WindowRestrictions { get; init; } = 0x002F;
}
