using System.Runtime.CompilerServices;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>
/// When a device answers: what waits in its queue, how fast its controller takes either direction, and its medium. The constant part, from
/// pin to pin with nothing in the way, belongs to the device's ports.
/// </summary>
public sealed class DeviceTiming
{
    private readonly MediumModel _medium;
    private readonly long _readTime;
    private readonly long _writeTime;
    private readonly long _slowerRead;
    private readonly long _slowerWrite;

    // When each of the last accesses leaves the queue: as many as it holds.
    private readonly long[] _leaves;
    private readonly int _optimal;
    private readonly int _moderate;
    private readonly int _severe;
    private int _next;
    private long _readFree;
    private long _writeFree;
    private long _last;

    /// <param name="medium">What is behind the controller.</param>
    /// <param name="queueDepth">Accesses in the controller at most; zero for as many as come.</param>
    /// <param name="readLineTime">For how long a line that is read occupies the controller; zero for no time.</param>
    /// <param name="writeLineTime">For how long a line that is written occupies the controller; zero for no time.</param>
    /// <param name="writeExtra">By how much a write takes longer than a read, or if negative is faster, pin to pin; the ports have the shorter of the two.</param>
    public DeviceTiming(MediumModel medium, int queueDepth = 0, SimTime readLineTime = default, SimTime writeLineTime = default, SimTime writeExtra = default)
    {
        _medium = medium;
        _readTime = readLineTime.Picoseconds;
        _writeTime = writeLineTime.Picoseconds;
        _slowerRead = Math.Max(0, -writeExtra.Picoseconds);
        _slowerWrite = Math.Max(0, writeExtra.Picoseconds);
        _leaves = new long[queueDepth];

        // Thresholds of DevLoad are the device's own affair: quarters of the queue.
        _optimal = Math.Max(1, queueDepth / 4);
        _moderate = Math.Max(1, queueDepth / 2);
        _severe = Math.Max(1, queueDepth * 3 / 4);
        IsInOrder = medium.IsInOrder && writeExtra == SimTime.Zero;
    }

    public MediumModel Medium => _medium;

    /// <summary>True when answers leave in the order in which requests come.</summary>
    public bool IsInOrder { get; }

    /// <summary>Takes an access that comes now, in picoseconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AccessTimes Take(long now, ulong line, bool isWrite)
    {
        AccessTimes times = default;
        var entered = now;
        if (_leaves.Length != 0)
        {
            entered = Math.Max(now, _leaves[_next]);
            times.Load = LoadAt(now);
        }

        var begun = entered;
        ref var free = ref isWrite ? ref _writeFree : ref _readFree;
        if (free > begun) begun = free;
        free = begun + (isWrite ? _writeTime : _readTime);
        var answered = _medium.Access(begun, line, isWrite, out var served);
        if (_leaves.Length != 0)
        {
            // Entries are given back in order.
            _last = Math.Max(_last, answered);
            _leaves[_next] = _last;
            if (++_next == _leaves.Length) _next = 0;
        }

        // Without a queue of its own the device works out of the link's buffer.
        times.Entered = _leaves.Length != 0 ? entered : served;
        times.Answered = answered;
        times.Wait = served - now;
        times.Medium = answered - served;
        // Constant, though not of the port: no part of what the medium adds.
        times.Answered += isWrite ? _slowerWrite : _slowerRead;
        return times;
    }

    private DevLoad LoadAt(long now)
    {
        if (!HasAtLeast(_optimal, now)) return DevLoad.Light;
        if (!HasAtLeast(_moderate, now)) return DevLoad.Optimal;
        return HasAtLeast(_severe, now) ? DevLoad.Severe : DevLoad.Moderate;
    }

    /// <summary>Whether so many are in the queue: then the one that came so many before this has not left.</summary>
    private bool HasAtLeast(int count, long now)
    {
        var place = _next - count;
        return _leaves[place < 0 ? place + _leaves.Length : place] > now;
    }
}
