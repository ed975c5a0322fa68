using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CxlFabricSim.Actors.Storage;

namespace CxlFabricSim.Actors.Scheduling;

/// <summary>
/// The earliest head among an actor's input rings; among equals the lowest port. Up to 32 are compared at once, eight in a vector, without a
/// branch to mispredict; more are kept in a tournament tree, where a change costs one comparison a level.
/// </summary>
internal sealed class HeadTracker
{
    private const int Lanes = 8;
    private const int MostVectors = 4;

    private readonly PinnedArray<long> _times;
    private readonly int[] _winners;
    private readonly int _leaves;
    private readonly int _scanned;

    public HeadTracker(int ports)
    {
        if (ports <= MostVectors * Lanes)
        {
            _scanned = ports;
            _times = new PinnedArray<long>(ports <= Lanes ? Lanes : MostVectors * Lanes);
            _winners = [];
        }
        else
        {
            _leaves = (int)BitOperations.RoundUpToPowerOf2((uint)ports);
            _times = new PinnedArray<long>(_leaves);
            _winners = new int[_leaves];
        }

        _times.AsSpan().Fill(long.MaxValue);
        for (var node = _leaves - 1; node > 0; node--) _winners[node] = Winner(node);
    }

    internal unsafe void Prefetch()
    {
        if (Sse.IsSupported) Sse.Prefetch0(_times.First);
    }

    public long EarliestTime { get; private set; } = long.MaxValue;

    public int EarliestPort { get; private set; }

    /// <summary>A ring's head has changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int port, long time)
    {
        if (_scanned == 1) EarliestTime = time;
        else if (_scanned > Lanes) SetAndCompareMany(port, time);
        else if (_leaves == 0) SetAndCompare(port, time);
        else Replay(port, time);
    }

    /// <summary>A ring that was empty has a head: it can only be earlier than the others, or not matter yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Lower(int port, long time)
    {
        if (_leaves != 0)
        {
            Replay(port, time);
            return;
        }

        _times.First[port] = time;
        if (time > EarliestTime || (time == EarliestTime && port > EarliestPort)) return;
        EarliestTime = time;
        EarliestPort = port;
    }

    // The new time is blended in and stored with its neighbours: a short store before a wide load of the same place would stall. The minimum
    // is in every lane at the end, so that no branch depends on it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void SetAndCompare(int port, long time)
    {
        var times = SetIn(_times.First, port, time);
        var earliest = EarliestOf(times);
        EarliestTime = earliest.ToScalar();
        EarliestPort = BitOperations.TrailingZeroCount(LanesOf(times, earliest));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void SetAndCompareMany(int port, long time)
    {
        SetIn(_times.First + (port & -Lanes), port & (Lanes - 1), time);
        var first = Vector512.Load(_times.First);
        var second = Vector512.Load(_times.First + Lanes);
        var third = Vector512.Load(_times.First + 2 * Lanes);
        var fourth = Vector512.Load(_times.First + 3 * Lanes);
        var earliest = EarliestOf(Vector512.Min(Vector512.Min(first, second), Vector512.Min(third, fourth)));
        EarliestTime = earliest.ToScalar();
        var ports = LanesOf(first, earliest) | LanesOf(second, earliest) << Lanes | LanesOf(third, earliest) << (2 * Lanes) | LanesOf(fourth, earliest) << (3 * Lanes);
        EarliestPort = BitOperations.TrailingZeroCount(ports);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector512<long> SetIn(long* times, int lane, long time)
    {
        var place = Vector512.Equals(Vector512.Create((long)lane), Vector512<long>.Indices);
        var set = Vector512.ConditionalSelect(place, Vector512.Create(time), Vector512.Load(times));
        set.Store(times);
        return set;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> EarliestOf(Vector512<long> times)
    {
        times = Vector512.Min(times, Vector512.Shuffle(times, Vector512.Create(4L, 5, 6, 7, 0, 1, 2, 3)));
        times = Vector512.Min(times, Vector512.Shuffle(times, Vector512.Create(2L, 3, 0, 1, 6, 7, 4, 5)));
        return Vector512.Min(times, Vector512.Shuffle(times, Vector512.Create(1L, 0, 3, 2, 5, 4, 7, 6)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LanesOf(Vector512<long> times, Vector512<long> time) => Vector512.Equals(times, time).ExtractMostSignificantBits();

    private unsafe void Replay(int port, long time)
    {
        _times.First[port] = time;
        for (var node = (_leaves + port) / 2; node > 0; node /= 2) _winners[node] = Winner(node);
        EarliestPort = _winners[1];
        EarliestTime = _times.First[EarliestPort];
    }

    private unsafe int Winner(int node)
    {
        var left = Entrant(node * 2);
        var right = Entrant(node * 2 + 1);
        return _times.First[right] < _times.First[left] ? right : left;
    }

    private int Entrant(int node) => node >= _leaves ? node - _leaves : _winners[node];
}
