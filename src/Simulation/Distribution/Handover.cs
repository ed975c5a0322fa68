using System.Diagnostics;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>Hands over a node's results so far, to whoever is still there when it is lost: about once a second, in a fiftieth of its time at most.</summary>
/// <param name="give">Takes their bytes.</param>
/// <param name="read">Reads them off the model.</param>
internal sealed class Handover(Action<byte[]> give, Func<RunReport, NodeReport> read)
{
    private const int ShareOfTime = 50;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private TimeSpan _pause = Shortest;
    private long _given;

    /// <summary>While all of the node stands.</summary>
    public void Offer(RunReport soFar)
    {
        var begin = Stopwatch.GetTimestamp();
        var isFirst = _given == 0;
        if (!isFirst && Stopwatch.GetElapsedTime(_given, begin) < _pause) return;
        give(read(soFar).Encode());
        _given = Stopwatch.GetTimestamp();
        // That of the first time is the time that the runtime takes to make the code ready.
        if (isFirst) return;
        var pause = ShareOfTime * Stopwatch.GetElapsedTime(begin, _given);
        _pause = pause > Shortest ? pause : Shortest;
    }
}
