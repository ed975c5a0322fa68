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
    private const int MostLines = 256;

    private readonly LatencyHistogram[] _stages = [.. Enumerable.Range(0, Measured).Select(_ => new LatencyHistogram())];

    // Reads and writes of a device one after the other, and last those that took none of them.
    private readonly Way[] _ways = [.. devices.SelectMany(device => new[] { new Way(device.Read), new Way(device.Write) }), new Way(default)];

    // Filled up to whole vectors with what is no device's id.
    private readonly ushort[] _devices = [.. devices.Select(device => device.Device), .. Enumerable.Repeat(ushort.MaxValue, Vector256<ushort>.Count)];
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
        foreach (ref readonly var way in _ways.AsSpan()) all.RecordMany(part(way.Pipelines), way.Lines);
        if (atHost is null) all.RecordMany(0, AtHost.Count);
        else all.Merge(atHost);
        return all;
    }

    // Without a branch on what a line waited: most wait nowhere, and where one does is not to be foreseen. A zero is overwritten by the next.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Distribute()
    {
        var times = stackalloc long[Measured * MostLines];
        var hostWait = times + (int)LatencyStage.HostWait * MostLines;
        var requestWait = times + (int)LatencyStage.RequestWait * MostLines;
        var deviceWait = times + (int)LatencyStage.DeviceWait * MostLines;
        var medium = times + (int)LatencyStage.Medium * MostLines;
        var completionWait = times + (int)LatencyStage.CompletionWait * MostLines;
        var links = times + (int)LatencyStage.Links * MostLines;
        foreach (ref readonly var line in _lines.AsSpan(0, _lineCount))
        {
            Put(ref hostWait, line.HostWait);
            Put(ref requestWait, line.RequestWait);
            Put(ref deviceWait, line.DeviceWait);
            Put(ref medium, line.Medium);
            Put(ref completionWait, line.CompletionWait);
            var rest = (long)line.Rest - line.RequestWait - line.DeviceWait - line.Medium - line.CompletionWait;
            ref var way = ref WayOf(line);
            // A device that has been bound elsewhere since may be nearer than it was.
            if (rest < way.Total) way = ref _ways[^1];
            way.Lines++;
            Put(ref links, rest - way.Total);
        }

        Record(LatencyStage.HostWait, times, hostWait);
        Record(LatencyStage.RequestWait, times, requestWait);
        Record(LatencyStage.DeviceWait, times, deviceWait);
        Record(LatencyStage.Medium, times, medium);
        Record(LatencyStage.CompletionWait, times, completionWait);
        Record(LatencyStage.Links, times, links);
        _lineCount = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private unsafe void Record(LatencyStage stage, long* times, long* end)
    {
        var begin = times + (int)stage * MostLines;
        var histogram = _stages[(int)stage];
        histogram.Record(new ReadOnlySpan<long>(begin, (int)(end - begin)));
        histogram.RecordZeros(_lineCount - (end - begin));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Put(ref long* next, long time)
    {
        *next = time;
        next += time == 0 ? 0 : 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Way WayOf(in Line line)
    {
        var device = Vector256.Create(line.Device);
        for (var first = 0; first < devices.Count; first += Vector256<ushort>.Count)
        {
            var found = Vector256.Equals(device, Vector256.LoadUnsafe(ref _devices[first])).ExtractMostSignificantBits();
            if (found != 0) return ref _ways[2 * (first + BitOperations.TrailingZeroCount(found)) + (line.IsWrite ? 1 : 0)];
        }

        return ref _ways[^1];
    }

    [InlineArray(Loads)]
    private struct LoadCounts
    {
        private long _first;
    }

    /// <summary>What lines that took one way have in common, and how many did.</summary>
    private struct Way(Pipelines pipelines)
    {
        public readonly long Total = pipelines.Total;

        public long Lines;

        public readonly Pipelines Pipelines = pipelines;
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
