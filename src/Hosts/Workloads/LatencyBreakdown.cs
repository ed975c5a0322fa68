using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CxlFabricSim.Actors.Statistics;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// Where the time of a stream's lines went, a distribution for each <see cref="LatencyStage"/>. What pipelines take is known beforehand, and
/// what waits says for how long: the rest is the links', so that the stages always add up.
/// </summary>
/// <param name="devices">Those that the stream may reach; lines of others (which a switch turned back, for example) are under links.</param>
public sealed class LatencyBreakdown(IReadOnlyList<DevicePipelines> devices)
{
    private const int Measured = (int)LatencyStage.Links + 1;
    private const int Loads = 4;
    private const int MostLines = 64;

    private readonly LatencyHistogram[] _stages = [.. Enumerable.Range(0, Measured).Select(_ => new LatencyHistogram())];

    // Of each way, how many lines took it: reads and writes of a device one after the other, and last those that took none of them.
    private readonly Pipelines[] _ways = [.. devices.SelectMany(device => new[] { device.Read, device.Write }), default];

    // Filled up to whole vectors with what is no device's id.
    private readonly ushort[] _devices = [.. devices.Select(device => device.Device), .. Enumerable.Repeat(ushort.MaxValue, Vector256<ushort>.Count)];
    private readonly long[] _lineCounts = new long[2 * devices.Count + 1];
    private LoadCounts _loads;

    // Lines that are in no distribution yet. In a large fabric one line after the other would find none of them in the processor's cache.
    private readonly Line[] _lines = new Line[MostLines];
    private int _lineCount;

    /// <summary>The lines' time in one stage.</summary>
    public LatencyHistogram this[LatencyStage stage]
    {
        get
        {
            Distribute();
            return stage switch
            {
                LatencyStage.Host => OfWays(static way => way.Host, AtHost),
                LatencyStage.Switches => OfWays(static way => way.Switches, null),
                LatencyStage.Device => OfWays(static way => way.Device, null),
                _ => _stages[(int)stage],
            };
        }
    }

    /// <summary>Of these, lines that the host answered itself: their time is all under Host.</summary>
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
        line.Rest = (uint)(now - left);
        line.RequestWait = completion.RequestWait;
        line.DeviceWait = completion.DeviceWait;
        line.Medium = completion.MediumTime;
        line.CompletionWait = completion.CompletionWait;
        line.Device = completion.Source;
        line.IsWrite = completion.Kind == MessageKind.WriteCompletion;
    }

    /// <summary>A line that the host answered itself: it waited nowhere on the way, and no device said how loaded it is.</summary>
    internal void RecordAtHost(long issued, long now)
    {
        AtHost.Record(now - issued);
        foreach (var stage in _stages) stage.RecordZeros(1);
    }

    // Counters of a message hold 4 ms; a line that took longer is told apart no further.
    private void RecordSlow(long issued, long left, long now)
    {
        _stages[(int)LatencyStage.HostWait].Record(left - issued);
        _stages[(int)LatencyStage.Links].Record(now - left);
    }

    private LatencyHistogram OfWays(Func<Pipelines, long> part, LatencyHistogram? atHost)
    {
        var all = new LatencyHistogram();
        for (var way = 0; way < _ways.Length; way++) all.RecordMany(part(_ways[way]), _lineCounts[way]);
        if (atHost is null) all.RecordMany(0, AtHost.Count);
        else all.Merge(atHost);
        return all;
    }

    private void Distribute()
    {
        Span<long> times = stackalloc long[Measured * MostLines];
        Span<int> counts = stackalloc int[Measured];
        counts.Clear();
        foreach (ref readonly var line in _lines.AsSpan(0, _lineCount))
        {
            Put(times, counts, LatencyStage.HostWait, line.HostWait);
            Put(times, counts, LatencyStage.RequestWait, line.RequestWait);
            Put(times, counts, LatencyStage.DeviceWait, line.DeviceWait);
            Put(times, counts, LatencyStage.Medium, line.Medium);
            Put(times, counts, LatencyStage.CompletionWait, line.CompletionWait);
            var links = (long)line.Rest - line.RequestWait - line.DeviceWait - line.Medium - line.CompletionWait;
            var way = WayOf(line);
            // A device that has been bound elsewhere since may be nearer than it was.
            if (links < _ways[way].Total) way = _ways.Length - 1;
            _lineCounts[way]++;
            Put(times, counts, LatencyStage.Links, links - _ways[way].Total);
        }

        for (var stage = 0; stage < Measured; stage++)
        {
            _stages[stage].Record(times.Slice(stage * MostLines, counts[stage]));
            _stages[stage].RecordZeros(_lineCount - counts[stage]);
        }

        _lineCount = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int WayOf(in Line line)
    {
        var device = Vector256.Create(line.Device);
        for (var first = 0; first < devices.Count; first += Vector256<ushort>.Count)
        {
            var found = Vector256.Equals(device, Vector256.LoadUnsafe(ref _devices[first])).ExtractMostSignificantBits();
            if (found != 0) return 2 * (first + BitOperations.TrailingZeroCount(found)) + (line.IsWrite ? 1 : 0);
        }

        return _ways.Length - 1;
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
        public uint Rest;
        public uint RequestWait;
        public uint DeviceWait;
        public uint Medium;
        public uint CompletionWait;
        public ushort Device;
        public bool IsWrite;
    }
}
