using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Scheduling;

/// <summary>
/// The earliest head among an actor's input rings; among equals the lowest port. Few ports are scanned; more than eight are
/// kept in a tournament tree, where a change costs one comparison a level.
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
            _times = new long[Math.Max(ports, 1)];
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int port, long time)
    {
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_times), port) = time;
        if (_scanned == 1) EarliestTime = time;
        else if (_leaves == 0) Scan();
        else Replay(port);
    }

    private void Scan()
    {
        ref var times = ref MemoryMarshal.GetArrayDataReference(_times);
        var earliest = times;
        var port = 0;
        for (var candidate = 1; candidate < _scanned; candidate++)
        {
            var time = Unsafe.Add(ref times, candidate);
            if (time >= earliest) continue;
            earliest = time;
            port = candidate;
        }

        EarliestTime = earliest;
        EarliestPort = port;
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
