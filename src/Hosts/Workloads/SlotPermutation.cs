using System.Numerics;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// A pseudo-random bijection of the numbers below a power of two. A space that is no power of two uses the next one and
/// leaves out what lies beyond (cycle walking), which is less than half.
/// </summary>
internal struct SlotPermutation
{
    private readonly ulong _salt;
    private ulong _mask;
    private int _halfBits;

    public SlotPermutation(ulong salt)
    {
        _salt = StableHash.Mix(salt);
        Resize(1);
    }

    public readonly ulong Mask => _mask;

    /// <summary>Covers at least <paramref name="count"/> numbers.</summary>
    public void Resize(ulong count)
    {
        var bits = count <= 1 ? 0 : BitOperations.Log2(count - 1) + 1;
        _mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        _halfBits = (bits + 1) / 2;
    }

    /// <summary>Odd multiplications, additions and right shifts xored in: each can be undone, so the whole is one to one.</summary>
    public readonly ulong Apply(ulong value)
    {
        value = (value + _salt) & _mask;
        value ^= value >> _halfBits;
        value = value * 0xD1342543DE82EF95 & _mask;
        value ^= value >> _halfBits;
        value = value * 0xBF58476D1CE4E5B9 + (_salt >> 32) & _mask;
        value ^= value >> _halfBits;
        value = value * 0x94D049BB133111EB & _mask;
        return value ^ value >> _halfBits;
    }
}
