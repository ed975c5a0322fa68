using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>
/// The entries of a device's queue. An access has one from when it comes, or when the next one is free, until its answer has left the
/// device; how many are taken is what the device says as its load.
/// </summary>
public sealed class QueueEntries
{
    // Times at which entries come back that are not counted as free yet, in order.
    private readonly long[] _returns;
    private readonly int _depth;
    private int _first;
    private int _count;
    private int _free;

    public QueueEntries(int depth)
    {
        _depth = depth;
        _free = depth;
        _returns = new long[depth];
    }

    /// <summary>Takes an entry; false when nobody knows yet when one will be free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(long now, out long entered)
    {
        Absorb(now);
        entered = now;
        if (_free > 0)
        {
            _free--;
            return true;
        }

        if (_count == 0) return false;
        entered = TakeFirst();
        return true;
    }

    /// <summary>An answer has left, and its entry is free from then on; times do not go back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave(long time)
    {
        var place = _first + _count++;
        _returns[place < _depth ? place : place - _depth] = time;
    }

    /// <summary>By quarters of the queue: thresholds of DevLoad are the device's own affair.</summary>
    public DevLoad LoadAt(long now)
    {
        Absorb(now);
        var taken = _depth - _free;
        return taken * 4 < _depth ? DevLoad.Light : taken * 2 < _depth ? DevLoad.Optimal : taken * 4 < _depth * 3 ? DevLoad.Moderate : DevLoad.Severe;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Absorb(long now)
    {
        while (_count > 0 && _returns[_first] <= now)
        {
            TakeFirst();
            _free++;
        }
    }

    private long TakeFirst()
    {
        var time = _returns[_first];
        if (++_first == _depth) _first = 0;
        _count--;
        return time;
    }
}
