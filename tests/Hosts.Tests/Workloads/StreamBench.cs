using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads;

/// <summary>One stream on a load-store unit, whose lines come back when the test says so; memory is kept, so that reads can be checked.</summary>
internal sealed class StreamBench
{
    private readonly Dictionary<ulong, byte[]> _memory = [];
    private readonly Dictionary<ushort, (ulong Hpa, bool IsWrite, byte[] Data)> _inFlight = [];

    public StreamBench(Func<StreamSettings, StreamSettings> change, int lines = 64, ulong regionBytes = 2 * Sizes.MiB, ulong seed = 1)
    {
        Region = new HostRegion("r0", new Hpa(0x1000_0000), regionBytes);
        Stream = new TrafficSource(
            change(new StreamSettings { Name = "s0", Region = Region, Pattern = AddressPatternKind.Sequential, Outstanding = 4 }), seed, "host0");
        Unit = new LoadStoreUnit([Region], [Stream], lines);
        Unit.Map(0, new ByteRange(0, regionBytes), 0);
    }

    public HostRegion Region { get; }

    public TrafficSource Stream { get; }

    public LoadStoreUnit Unit { get; }

    public long Now { get; set; }

    public IEnumerable<ushort> InFlight => _inFlight.Keys.Order();

    /// <summary>All that the stream issues now, as offsets in the region.</summary>
    public List<(ushort Tag, ulong Offset, bool IsWrite)> Issue()
    {
        var issued = new List<(ushort, ulong, bool)>();
        while (Unit.TryIssue(Now, out var request))
        {
            var data = new byte[Sizes.Line];
            if (request.IsWrite) Unit.FillWrite(request.Tag, ref data[0]);
            _inFlight.Add(request.Tag, (request.Hpa, request.IsWrite, data));
            issued.Add((request.Tag, request.Hpa - Region.Start.Value, request.IsWrite));
        }

        return issued;
    }

    public void Complete(ushort tag, CompletionStatus status = CompletionStatus.Success)
    {
        Assert.True(_inFlight.Remove(tag, out var line));
        if (line.IsWrite && status == CompletionStatus.Success) _memory[line.Hpa] = line.Data;
        var data = line.IsWrite ? line.Data : _memory.GetValueOrDefault(line.Hpa, new byte[Sizes.Line]);
        Unit.Complete(new MemoryMessage { Tag = tag, Status = status }, ref data[0], Now);
    }

    /// <summary>Runs to the end with a fixed latency, asking again when the unit says so; every access with the time of its issue.</summary>
    public List<(long At, ulong Offset, bool IsWrite)> Run(long latency, long until = long.MaxValue)
    {
        var issues = new List<(long, ulong, bool)>();
        var answers = new PriorityQueue<ushort, (long Time, int Order)>();
        while (true)
        {
            foreach (var (tag, offset, isWrite) in Issue())
            {
                answers.Enqueue(tag, (Now + latency, issues.Count));
                issues.Add((Now, offset, isWrite));
            }

            var wake = Unit.NextWake(Now).Picoseconds;
            var answer = answers.TryPeek(out _, out var first) ? first.Time : long.MaxValue;
            var next = Math.Min(wake, answer);
            if (next == long.MaxValue || next > until) return issues;
            Now = next;
            while (answers.TryPeek(out var due, out var at) && at.Time == Now)
            {
                answers.Dequeue();
                Complete(due);
            }
        }
    }
}
