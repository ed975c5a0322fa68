using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CxlFabricSim.Actors.Storage;

namespace CxlFabricSim.Actors.Scheduling;

/// <summary>
/// The earliest head among an actor's input rings; among equals the lowest port. Up to eight are compared at once, without a
/// branch to mispredict; more are kept in a tournament tree, where a change costs one comparison a level.
/// </summary>
internal sealed class HeadTracker
{
    private const int ScanLimit = 8;

    private readonly PinnedArray<long> _times;
    private readonly int[] _winners;
    private readonly int _leaves;
    private readonly int _scanned;

    public HeadTracker(int ports)
    {
        if (ports <= ScanLimit)
        {
            _scanned = ports;
            _times = new PinnedArray<long>(ScanLimit);
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
        var place = Vector512.Equals(Vector512.Create((long)port), Vector512<long>.Indices);
        var times = Vector512.ConditionalSelect(place, Vector512.Create(time), Vector512.Load(_times.First));
        times.Store(_times.First);
        var earliest = Vector256.Min(times.GetLower(), times.GetUpper());
        earliest = Vector256.Min(earliest, Vector256.Shuffle(earliest, Vector256.Create(2L, 3, 0, 1)));
        earliest = Vector256.Min(earliest, Vector256.Shuffle(earliest, Vector256.Create(1L, 0, 3, 2)));
        EarliestTime = earliest.ToScalar();
        EarliestPort = BitOperations.TrailingZeroCount(Vector512.Equals(times, Vector512.Create(earliest, earliest)).ExtractMostSignificantBits());
    }

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
