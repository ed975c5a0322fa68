using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>
/// The entries of a device's queue. An access has one from when it comes, or when the next one is free, until its answer has left the
/// device; how many are taken is what the device says as its load.
/// </summary>
public sealed class QueueEntries
{
    private const int Lanes = 8;

    // Times at which entries come back that are not counted as free yet, in order; behind them such as never come.
    private readonly PinnedArray<long> _returns;
    private readonly int _depth;
    private int _first;
    private int _count;
    private int _free;

    // All that came back by then is counted.
    private long _counted = -1;

    public QueueEntries(int depth)
    {
        _depth = depth;
        _free = depth;
        _returns = new PinnedArray<long>(2 * depth + Lanes);
        _returns.AsSpan().Fill(long.MaxValue);
    }

    /// <summary>Takes an entry; false when nobody knows yet when one will be free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe bool TryEnter(long now, out long entered)
    {
        Absorb(now);
        entered = now;
        if (_free > 0)
        {
            _free--;
            return true;
        }

        if (_count == 0) return false;
        entered = _returns.First[_first++];
        _count--;
        return true;
    }

    /// <summary>An access gives its entry back at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Leave(long time)
    {
        if (_first + _count == _returns.Length - Lanes) MoveDown();
        var first = _returns.First + _first;
        var at = _count++;
        for (; at > 0 && first[at - 1] > time; at--) first[at] = first[at - 1];
        first[at] = time;
        _counted = Math.Min(_counted, time - 1);
    }

    /// <summary>Whether one is free that is known to be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasFreeAt(long now)
    {
        Absorb(now);
        return _free > 0;
    }

    /// <summary>By quarters of the queue: thresholds of DevLoad are the device's own affair.</summary>
    public DevLoad LoadAt(long now)
    {
        Absorb(now);
        var quarters = (_depth - _free) * 4;
        return (DevLoad)(AsNumber(quarters >= _depth) + AsNumber(quarters >= _depth * 2) + AsNumber(quarters >= _depth * 3));
    }

    // How many come back at once is not to be foreseen: so several are looked at together, without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Absorb(long now)
    {
        if (now == _counted) return;
        _counted = now;
        int due;
        do
        {
            var next = Vector512.Load(_returns.First + _first);
            due = BitOperations.PopCount(Vector512.LessThanOrEqual(next, Vector512.Create(now)).ExtractMostSignificantBits());
            _first += due;
            _count -= due;
            _free += due;
        }
        while (due == Lanes);
    }

    /// <summary>Those that are to come begin at the beginning again.</summary>
    private void MoveDown()
    {
        var returns = _returns.AsSpan();
        returns.Slice(_first, _count).CopyTo(returns);
        returns[_count..].Fill(long.MaxValue);
        _first = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AsNumber(bool value) => Unsafe.BitCast<bool, byte>(value);
}
