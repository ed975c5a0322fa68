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
    private LoadCounts _loads;

    // Lines that are in no distribution yet. In a large fabric one line after the other would find none of them in the processor's cache.
    private readonly Line[] _lines = new Line[MostLines];
    private int _lineCount;

    /// <summary>Stages, each with a distribution.</summary>
    public const int Stages = 6;

    private const int Loads = 4;

    private const int MostLines = 64;

    /// <summary>The lines' time in one stage.</summary>
    public LatencyHistogram this[LatencyStage stage]
    {
        get
        {
            Distribute();
            return _stages[(int)stage];
        }
    }

    /// <summary>Of these, lines that the host answered itself: their time is all under Path.</summary>
    public LatencyHistogram AtHost { get; } = new();

    /// <summary>Lines of devices that said they were so loaded.</summary>
    public long CountOf(DevLoad load) => _loads[(int)load];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Record(long issued, long left, long now, in MemoryMessage completion)
    {
        _loads[(int)completion.Load]++;
        if (now - left > uint.MaxValue)
        {
            RecordSlow(issued, left, now);
            return;
        }

        if (_lineCount == MostLines) Distribute();
        ref var line = ref _lines[_lineCount++];
        line.HostWait = left - issued;
        line.Rest = now - left;
        line.RequestWait = completion.RequestWait;
        line.DeviceWait = completion.DeviceWait;
        line.Medium = completion.MediumTime;
        line.CompletionWait = completion.CompletionWait;
    }

    /// <summary>A line that the host answered itself: it waited nowhere on the way, and no device said how loaded it is.</summary>
    internal void RecordAtHost(long issued, long now)
    {
        AtHost.Record(now - issued);
        for (var stage = LatencyStage.HostWait; stage < LatencyStage.Path; stage++) _stages[(int)stage].RecordZeros(1);
        _stages[(int)LatencyStage.Path].Record(now - issued);
    }

    // Counters of a message hold 4 ms; a line that took longer is told apart no further.
    private void RecordSlow(long issued, long left, long now)
    {
        _stages[(int)LatencyStage.HostWait].Record(left - issued);
        _stages[(int)LatencyStage.Path].Record(now - left);
    }

    private void Distribute()
    {
        Span<long> times = stackalloc long[Stages * MostLines];
        Span<int> counts = stackalloc int[Stages];
        counts.Clear();
        foreach (ref readonly var line in _lines.AsSpan(0, _lineCount))
        {
            Put(times, counts, LatencyStage.HostWait, line.HostWait);
            Put(times, counts, LatencyStage.RequestWait, line.RequestWait);
            Put(times, counts, LatencyStage.DeviceWait, line.DeviceWait);
            Put(times, counts, LatencyStage.Medium, line.Medium);
            Put(times, counts, LatencyStage.CompletionWait, line.CompletionWait);
            Put(times, counts, LatencyStage.Path, line.Rest - line.RequestWait - line.DeviceWait - line.Medium - line.CompletionWait);
        }

        for (var stage = 0; stage < Stages; stage++)
        {
            _stages[stage].Record(times.Slice(stage * MostLines, counts[stage]));
            _stages[stage].RecordZeros(_lineCount - counts[stage]);
        }

        _lineCount = 0;
    }

    // Without a branch: most lines wait nowhere, and where one does is not to be foreseen.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Span<long> times, Span<int> counts, LatencyStage stage, long time)
    {
        ref var count = ref counts[(int)stage];
        times[(int)stage * MostLines + count] = time;
        count += time == 0 ? 0 : 1;
    }

    [InlineArray(Loads)]
    private struct LoadCounts
    {
        private long _first;
    }

    private struct Line
    {
        public long HostWait;
        public long Rest;
        public uint RequestWait;
        public uint DeviceWait;
        public uint Medium;
        public uint CompletionWait;
    }
}
