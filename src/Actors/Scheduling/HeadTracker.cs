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
            _leaves = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)ports);
            _times = new long[_leaves];
            _winners = new int[_leaves];
        }

        Array.Fill(_times, long.MaxValue);
        for (var node = _leaves - 1; node > 0; node--) _winners[node] = Winner(node);
    }

    public long EarliestTime { get; private set; } = long.MaxValue;

    public int EarliestPort { get; private set; }

    /// <summary>A ring's head has changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int port, long time)
    {
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_times), port) = time;
        if (_scanned == 1) EarliestTime = time;
        else if (_leaves == 0) Scan();
        else Replay(port);
    }

    /// <summary>A ring that was empty has a head: it can only be earlier than the others, or not matter yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Lower(int port, long time)
    {
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_times), port) = time;
        if (_leaves != 0)
        {
            Replay(port);
        }
        else if (time < EarliestTime || (time == EarliestTime && port < EarliestPort))
        {
            EarliestTime = time;
            EarliestPort = port;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Scan()
    {
        ref var times = ref MemoryMarshal.GetArrayDataReference(_times);
        var low = Vector256.LoadUnsafe(ref times);
        var high = Vector256.LoadUnsafe(ref times, (nuint)Vector256<long>.Count);
        var both = Vector256.Min(low, high);
        var pair = Vector128.Min(both.GetLower(), both.GetUpper());
        var earliest = Math.Min(pair.GetElement(0), pair.GetElement(1));
        var wanted = Vector256.Create(earliest);
        var ports = Vector256.Equals(low, wanted).ExtractMostSignificantBits() | Vector256.Equals(high, wanted).ExtractMostSignificantBits() << Vector256<long>.Count;
        EarliestTime = earliest;
        EarliestPort = System.Numerics.BitOperations.TrailingZeroCount(ports);
    }

    private void Replay(int port)
    {
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
