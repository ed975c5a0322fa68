using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Statistics;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// Where the time of a stream's lines went, a distribution for each <see cref="LatencyStage"/>. What a line does not say of itself (links,
/// pipelines, controllers, and waiting for a link at the host and at the device) is the rest, so that the stages always add up.
/// </summary>
public sealed class LatencyBreakdown
{
    private readonly LatencyHistogram[] _stages = [.. Enumerable.Range(0, Stages).Select(_ => new LatencyHistogram())];
    private readonly long[] _zeros = new long[Stages];
    private readonly long[] _loads = new long[Loads];

    /// <summary>Stages, each with a distribution.</summary>
    public const int Stages = 6;

    private const int Loads = 4;

    /// <summary>The lines' time in one stage.</summary>
    public LatencyHistogram this[LatencyStage stage]
    {
        get
        {
            var histogram = _stages[(int)stage];
            histogram.RecordZeros(_zeros[(int)stage]);
            _zeros[(int)stage] = 0;
            return histogram;
        }
    }

    /// <summary>Lines of devices that said they were so loaded.</summary>
    public long CountOf(DevLoad load) => _loads[(int)load];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Record(long issued, long left, long now, in MemoryMessage completion)
    {
        var rest = now - left;
        // Counters of a message hold 4 ms; a line that took longer is told apart no further.
        if (rest <= uint.MaxValue)
        {
            rest -= Put(LatencyStage.RequestWait, completion.RequestWait);
            rest -= Put(LatencyStage.DeviceWait, completion.DeviceWait);
            rest -= Put(LatencyStage.Medium, completion.MediumTime);
            rest -= Put(LatencyStage.CompletionWait, completion.CompletionWait);
        }

        Put(LatencyStage.HostWait, left - issued);
        Put(LatencyStage.Path, rest);
        _loads[(int)completion.Load]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Put(LatencyStage stage, long time)
    {
        // Most lines wait nowhere.
        if (time == 0) _zeros[(int)stage]++;
        else _stages[(int)stage].Record(time);
        return time;
    }
}
