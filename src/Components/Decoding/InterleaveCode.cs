using System.Numerics;

namespace CxlFabricSim.Components.Decoding;

/// <summary>
/// The encodings of interleave granularity and ways in an HDM decoder's control register (CXL 3.x, "CXL HDM Decoder n Control
/// Register"): granularity is 256 B shifted left by the code; ways are 2^code up to 16, and 3, 6, 12 as codes 8, 9, 10.
/// </summary>
public static class InterleaveCode
{
    /// <summary>256 B to 16 KiB; larger codes are reserved.</summary>
    public const int MaxGranularityCode = 6;

    /// <summary>The smallest granularity is 256 B, so a code counts from this bit of an address.</summary>
    public const int GranularityShift = 8;

    public static int OfGranularity(int granularity)
    {
        if (!IsGranularity(granularity))
            throw new ArgumentOutOfRangeException(nameof(granularity), granularity, "interleave granularity is a power of two from 256 to 16384");
        return BitOperations.Log2((uint)granularity) - GranularityShift;
    }

    public static bool IsGranularity(int granularity) =>
        granularity is >= 256 and <= 16384 && BitOperations.IsPow2(granularity);

    public static int OfWays(int ways) => ways switch
    {
        1 => 0,
        2 => 1,
        4 => 2,
        8 => 3,
        16 => 4,
        3 => 8,
        6 => 9,
        12 => 10,
        _ => throw new ArgumentOutOfRangeException(nameof(ways), ways, "interleave ways are 1, 2, 3, 4, 6, 8, 12 or 16"),
    };

    /// <summary>Zero for a reserved code.</summary>
    public static int ToWays(int code) => code switch
    {
        <= 4 => 1 << code,
        8 => 3,
        9 => 6,
        10 => 12,
        _ => 0,
    };
}
