using System.Runtime.InteropServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Memory;

/// <summary>The hash of a page of memory for the run's digest.</summary>
internal static class PageHash
{
    // Distinct starts, so that swapping two lanes' data changes the hash.
    private const ulong Seed = 0x5851F42D4C957F2D;

    /// <summary>False for a page of zeros, which is no part of a digest. The page's length is a multiple of 64.</summary>
    public static bool TryOfNonZero(ReadOnlySpan<byte> page, out ulong hash)
    {
        hash = 0;
        if (page.IndexOfAnyExcept((byte)0) < 0) return false;

        // Four lanes, since one chain of multiplications waits for itself. Digests are little-endian as all machines here are.
        ulong a = Seed, b = Seed + 1, c = Seed + 2, d = Seed + 3;
        var words = MemoryMarshal.Cast<byte, ulong>(page);
        for (var rest = words; rest.Length >= 8; rest = rest[8..])
        {
            a = StableHash.Fold(a, rest[0], rest[1]);
            b = StableHash.Fold(b, rest[2], rest[3]);
            c = StableHash.Fold(c, rest[4], rest[5]);
            d = StableHash.Fold(d, rest[6], rest[7]);
        }

        hash = StableHash.Fold(StableHash.Fold(a, b, c), d, (ulong)page.Length);
        return true;
    }
}
