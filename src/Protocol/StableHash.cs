using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CxlFabricSim.Protocol;

/// <summary>Hashing that gives the same value in every process and on every machine: for seeds and digests, not for security.</summary>
public static class StableHash
{
    // Odd constants with well-mixed bits (the fractional parts of the golden ratio and of the square root of 3).
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const ulong Root3 = 0xBB67AE8584CAA73B;

    /// <summary>Folds two words into a running hash: one 64 x 64 bit multiplication, both halves kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Fold(ulong hash, ulong first, ulong second)
    {
        var (left, right) = (hash ^ first ^ Golden, second ^ Root3 ^ (hash << 32 | hash >> 32));
        return HighOf(left, right) ^ left * right ^ first;
    }

    // Multiplying twice is faster than once with both halves, one of which would go through memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong HighOf(ulong left, ulong right) => Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(left, right) : Math.BigMul(left, right, out _);

    public static ulong OfText(string text)
    {
        var hash = Fold(0, (ulong)text.Length, 0);
        foreach (var character in text) hash = Fold(hash, character, Golden);
        return hash;
    }

    /// <summary>The finaliser of SplitMix64: every input bit reaches every output bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }
}
