using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CxlFabricSim.Actors.Scheduling;

/// <summary>
/// The earliest head among an actor's input rings; among equals the lowest port. Up to eight are compared at once, without a
/// branch to mispredict; more are kept in a tournament tree, where a change costs one comparison a level.
/// </summary>
internal sealed class HeadTracker
{
    private const int ScanLimit = 8;

    private readonly long[] _times;
    private readonly int[] _winners;
    private readonly int _leaves;
    private readonly int _scanned;

    public HeadTracker(int ports)
    {
        if (ports <= ScanLimit)
        {
            _scanned = ports;
            _times = new long[ScanLimit];
            _winners = [];
        }
        else
        {
            _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)ports);
            _times = new long[_leaves];
            _winners = new int[_leaves];
        }

        Array.Fill(_times, long.MaxValue);
        for (var node = _leaves - 1; node > 0; node--) _winners[node] = Winner(node);
    }

    internal void Prefetch() => Actor.PrefetchObject(_times, 2);

    public long EarliestTime { get; private set; } = long.MaxValue;

    public int EarliestPort { get; private set; }

    /// <summary>A ring's head has changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int port, long time)
    {
        if (_scanned == 1) EarliestTime = _times[0] = time;
        else if (_leaves == 0) SetAndCompare(port, time);
        else Replay(port, time);
    }

    /// <summary>A ring that was empty has a head: it can only be earlier than the others, or not matter yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Lower(int port, long time)
    {
        if (_leaves != 0)
        {
            Replay(port, time);
            return;
        }

        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_times), port) = time;
        if (time > EarliestTime || (time == EarliestTime && port > EarliestPort)) return;
        EarliestTime = time;
        EarliestPort = port;
    }

    // The new time is blended in and stored with its neighbours: a short store before a wide load of the same place would stall.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetAndCompare(int port, long time)
    {
        ref var times = ref MemoryMarshal.GetArrayDataReference(_times);
        ref var upper = ref Unsafe.Add(ref times, Vector256<long>.Count);
        var place = Vector256.Create((long)port);
        var value = Vector256.Create(time);
        var low = Vector256.ConditionalSelect(Vector256.Equals(place, Vector256.Create(0L, 1, 2, 3)), value, Vector256.LoadUnsafe(ref times));
        var high = Vector256.ConditionalSelect(Vector256.Equals(place, Vector256.Create(4L, 5, 6, 7)), value, Vector256.LoadUnsafe(ref upper));
        low.StoreUnsafe(ref times);
        high.StoreUnsafe(ref upper);
        var both = Vector256.Min(low, high);
        var pair = Vector128.Min(both.GetLower(), both.GetUpper());
        var earliest = Math.Min(pair.GetElement(0), pair.GetElement(1));
        var wanted = Vector256.Create(earliest);
        var ports = Vector256.Equals(low, wanted).ExtractMostSignificantBits() | Vector256.Equals(high, wanted).ExtractMostSignificantBits() << Vector256<long>.Count;
        EarliestTime = earliest;
        EarliestPort = BitOperations.TrailingZeroCount(ports);
    }

    private void Replay(int port, long time)
    {
        _times[port] = time;
        for (var node = (_leaves + port) / 2; node > 0; node /= 2) _winners[node] = Winner(node);
        EarliestPort = _winners[1];
        EarliestTime = _times[EarliestPort];
    }

    private int Winner(int node)
    {
        var left = Entrant(node * 2);
        var right = Entrant(node * 2 + 1);
        return _times[right] < _times[left] ? right : left;
    }

    private int Entrant(int node) => node >= _leaves ? node - _leaves : _winners[node];
}
