using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Bounds that the specification sets on what a scenario may ask for.</summary>
internal static class Limits
{
    /// <summary>LD-IDs of CXL.mem messages on a multi-logical link have 4 bits.</summary>
    public const int LogicalDevices = 16;

    /// <summary>"Get Dynamic Capacity Configuration" reports regions 0 to 7.</summary>
    public const int DynamicRegions = 8;

    /// <summary>Labels are kept in memory; a namespace takes some 256 B of them.</summary>
    public const ulong LabelStorage = 256 * Sizes.MiB;

    /// <summary>Port ids have 12 bits, and 0 names nobody ("Port Based Routing").</summary>
    public const int Ids = (1 << 12) - 1;

    /// <summary>HDM decoders of each host bridge, switch port and device: "CXL HDM Decoder Capability Register", code 5.</summary>
    public const int Decoders = 10;

    /// <summary>Half of what 52 address bits reach: the rest is for what lies below the first window.</summary>
    public const ulong WindowBytes = 1UL << 51;

    /// <summary>A virtual CXL switch shows its vPPBs as device and function numbers of one bus: 32 x 8.</summary>
    public const int Vppbs = 256;

    /// <summary>Block size of all dynamic capacity regions here: extents are multiples of it.</summary>
    public const ulong ExtentBlock = 2 * Sizes.MiB;

    /// <summary>"CXL HDM Decoder n Control Register", interleave granularity 0 and 6.</summary>
    public const ulong SmallestGranularity = 256;

    public const ulong LargestGranularity = 16 * Sizes.KiB;

    /// <summary>Longest access of a stream.</summary>
    public const ulong LongestAccess = Sizes.MiB;

    /// <summary>"CXL HDM Decoder n Control Register", interleave ways of an endpoint; also "CFMWS", interleave ways of a window.</summary>
    public static ReadOnlySpan<int> EndpointWays => [1, 2, 3, 4, 6, 8, 12, 16];

    /// <summary>Host bridge and switch decoders have a list of at most 8 targets and no factor of 3.</summary>
    public static ReadOnlySpan<int> PortWays => [1, 2, 4, 8];
}
