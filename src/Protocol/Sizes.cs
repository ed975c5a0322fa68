namespace CxlFabricSim.Protocol;

/// <summary>Sizes that the specification fixes, in bytes.</summary>
public static class Sizes
{
    public const ulong KiB = 1UL << 10;
    public const ulong MiB = 1UL << 20;
    public const ulong GiB = 1UL << 30;

    /// <summary>A CXL.mem transfer moves one line.</summary>
    public const int Line = 64;

    /// <summary>Capacities in mailbox payloads count in this unit ("Identify Memory Device").</summary>
    public const ulong CapacityMultiple = 256 * MiB;
}
