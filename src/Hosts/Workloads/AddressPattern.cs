using System.Diagnostics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Randomness;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// Chooses the next access of a stream: the number of a slot (an aligned access) in a space that may grow and shrink
/// between two calls, as capacity comes and goes.
/// </summary>
public sealed class AddressPattern
{
    // Knuth's MMIX generator. Modulo any power of two its multiplier is 1 mod 4 and its increment odd: one full cycle.
    private const ulong ChaseMultiplier = 6364136223846793005;
    private const ulong ChaseIncrement = 1442695040888963407;

    private readonly AddressPatternKind _kind;
    private readonly ulong _stride;
    private readonly ZipfSampler? _zipf;
    private SlotPermutation _scatter;
    private ulong _slots;
    private ulong _position;
    private ulong _lane;

    /// <param name="kind">The order of addresses.</param>
    /// <param name="strideSlots">For <see cref="AddressPatternKind.Strided"/>: slots from one access to the next, at least 1.</param>
    /// <param name="skew">For <see cref="AddressPatternKind.Zipf"/>: above 0 and below 5.</param>
    /// <param name="salt">Tells streams apart: which slots are hot, and the order of a chase.</param>
    public AddressPattern(AddressPatternKind kind, ulong strideSlots = 1, double skew = 0.99, ulong salt = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(strideSlots);
        if (kind == AddressPatternKind.Zipf)
        {
            if (!(skew > 0 && skew < 5)) throw new ArgumentOutOfRangeException(nameof(skew), skew, "a Zipf skew is above 0 and below 5");
            _zipf = new ZipfSampler(skew);
        }
        _kind = kind;
        _stride = strideSlots;
        _scatter = new SlotPermutation(salt);
    }

    /// <summary>The next slot, below <paramref name="slots"/>, which is at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ulong Next(ulong slots, SeededRandom random)
    {
        Debug.Assert(slots > 0);
        if (slots != _slots) Resize(slots);
        return _kind switch
        {
            AddressPatternKind.Sequential => NextSequential(),
            AddressPatternKind.Strided => NextStrided(),
            AddressPatternKind.Zipf => NextZipf(random),
            AddressPatternKind.Chase => NextChase(),
            _ => random.Below(slots),
        };
    }

    private void Resize(ulong slots)
    {
        _slots = slots;
        _scatter.Resize(slots);
        _zipf?.Resize(slots);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong NextSequential()
    {
        var slot = _position < _slots ? _position : 0;
        _position = slot + 1;
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong NextStrided()
    {
        if (_position >= _slots)
        {
            _lane++;
            if (_lane >= _stride || _lane >= _slots) _lane = 0;
            _position = _lane;
        }
        var slot = _position;
        _position += _stride;
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong NextZipf(SeededRandom random)
    {
        var slot = _zipf!.Next(random) - 1;
        do slot = _scatter.Apply(slot);
        while (slot >= _slots);
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong NextChase()
    {
        ulong slot;
        do
        {
            // The low bits of such a generator repeat soon; scattering its states hides that and keeps the one cycle.
            _position = _position * ChaseMultiplier + ChaseIncrement & _scatter.Mask;
            slot = _scatter.Apply(_position);
        }
        while (slot >= _slots);
        return slot;
    }
}
