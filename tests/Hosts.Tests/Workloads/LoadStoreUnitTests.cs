using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class LoadStoreUnitTests
{
    private const ulong Block = 2 * Sizes.MiB;

    private readonly HostRegion _region = new("r0", new Hpa(0x1000_0000), 16 * Block);
    private readonly byte[] _zeros = new byte[Sizes.Line];

    [Fact]
    public void Streams_take_turns_within_the_lines_that_the_host_can_have_in_flight()
    {
        var unit = Unit(3, Stream("a", offset: 0), Stream("b", offset: Block));
        unit.Map(0, new ByteRange(0, 2 * Block), 0);

        var issued = IssueAll(unit);

        Assert.Equal([0UL, Block, 64UL], issued.Select(request => request.Hpa - _region.Start.Value));
        Assert.Equal(3, unit.LinesInFlight);
        Finish(unit, issued[1]);
        Assert.Equal(Block + 64, Assert.Single(IssueAll(unit)).Hpa - _region.Start.Value);
    }

    [Fact]
    public void An_access_completes_with_its_last_line_and_its_latency_counts_from_the_first()
    {
        var stream = Stream("a", size: 192, count: 1);
        var unit = Unit(2, stream);
        unit.Map(0, new ByteRange(0, Block), 0);

        var first = IssueAll(unit, now: 100);
        Finish(unit, first[0], now: 400);
        var last = Assert.Single(IssueAll(unit, now: 400));
        Finish(unit, last, now: 500);
        Assert.Equal(0, stream.Reads);
        Finish(unit, first[1], now: 900);

        Assert.Equal((1, 800, 0), (stream.Reads, stream.Latency.Maximum, stream.InFlight));
        Assert.Equal(3, stream.LinesVerified);
    }

    [Fact]
    public void What_was_not_issued_of_an_access_is_given_up_when_its_capacity_goes()
    {
        var stream = Stream("a", size: 256, count: 2);
        var unit = Unit(2, stream);
        unit.Map(0, new ByteRange(0, Block), 0);
        var issued = IssueAll(unit);

        unit.Unmap(0, new ByteRange(0, Block), 0);
        foreach (var request in issued) Finish(unit, request);
        Assert.Empty(IssueAll(unit));
        Assert.Equal((1, 0, 0), (stream.Reads, stream.InFlight, unit.LinesInFlight));
        unit.Map(0, new ByteRange(4 * Block, Block), 0);

        Assert.All(IssueAll(unit), request => Assert.InRange(request.Hpa - _region.Start.Value, 4 * Block, 5 * Block - 1));
        Assert.Equal(0, stream.Left);
    }

    [Fact]
    public void An_access_of_which_no_line_was_issued_is_made_later()
    {
        var stream = Stream("a", reads: 0, length: 64, count: 2);
        var unit = Unit(4, stream);
        unit.Map(0, new ByteRange(0, Block), 0);
        var first = Assert.Single(IssueAll(unit));
        Assert.Equal((2, 0), (stream.InFlight, stream.Left));

        unit.Unmap(0, new ByteRange(0, Block), 0);

        Assert.Equal((1, 1), (stream.InFlight, stream.Left));
        Finish(unit, first);
        unit.Map(0, new ByteRange(0, Block), 0);
        Finish(unit, Assert.Single(IssueAll(unit)));
        Assert.Equal((2, 0), (stream.Writes, stream.Left));
    }

    [Fact]
    public void A_range_has_drained_when_its_own_lines_are_back_and_no_others()
    {
        var unit = Unit(4, Stream("in", offset: 0, count: 2), Stream("out", offset: Block, count: 2));
        unit.Map(0, new ByteRange(0, 2 * Block), 0);
        var issued = IssueAll(unit);
        var inside = issued.Where(request => request.Hpa - _region.Start.Value < Block).ToList();

        unit.Unmap(0, new ByteRange(0, Block), 0);
        unit.AwaitDrained(0, new ByteRange(0, Block), 7);

        Finish(unit, inside[0]);
        Finish(unit, issued.First(request => request.Hpa - _region.Start.Value >= Block));
        Assert.False(unit.TryTakeDrained(out _));
        Finish(unit, inside[1]);
        Assert.True(unit.TryTakeDrained(out var token) && token == 7);
        Assert.False(unit.IsDraining);
    }

    [Fact]
    public void A_line_of_a_later_life_of_a_range_ends_no_drain_early()
    {
        var unit = Unit(4, Stream("a", count: 1), Stream("b", count: 1, start: 10));
        unit.Map(0, new ByteRange(0, Block), 0);
        var old = Assert.Single(IssueAll(unit));
        unit.Unmap(0, new ByteRange(0, Block), 0);
        unit.AwaitDrained(0, new ByteRange(0, Block), 7);
        unit.Map(0, new ByteRange(0, Block), 0);
        var young = Assert.Single(IssueAll(unit, now: 10));

        Finish(unit, young, now: 20);

        Assert.False(unit.TryTakeDrained(out _));
        Finish(unit, old, now: 30);
        Assert.True(unit.TryTakeDrained(out _));
    }

    [Fact]
    public void Raw_streams_address_the_region_and_hold_up_no_drain()
    {
        var raw = Stream("raw", offset: 8 * Block, isRaw: true);
        var unit = Unit(1, raw);

        var request = Assert.Single(IssueAll(unit));
        unit.Map(0, new ByteRange(8 * Block, Block), 0);
        unit.Unmap(0, new ByteRange(8 * Block, Block), 0);
        unit.AwaitDrained(0, new ByteRange(8 * Block, Block), 1);

        Assert.Equal(8 * Block, request.Hpa - _region.Start.Value);
        Assert.True(unit.TryTakeDrained(out _));
        Finish(unit, request, CompletionStatus.CapacityNotOwned);
        Assert.Equal((1, 0, 0), (raw.Errors, raw.LinesVerified, raw.Bytes));
    }

    [Fact]
    public void A_stream_runs_from_its_start_up_to_its_stop()
    {
        var stream = Stream("a", start: 100, stop: 200, outstanding: 1);
        var unit = Unit(4, stream);
        unit.Map(0, new ByteRange(0, Block), 0);

        Assert.Empty(IssueAll(unit, now: 99));
        Finish(unit, Assert.Single(IssueAll(unit, now: 100)), now: 199);
        Finish(unit, Assert.Single(IssueAll(unit, now: 199)), now: 250);
        Assert.Empty(IssueAll(unit, now: 250));
    }

    [Fact]
    public void A_stream_waits_for_its_capacity_once()
    {
        var stream = Stream("a", capacity: 2 * Block, outstanding: 1);
        var unit = Unit(4, stream);

        unit.Map(0, new ByteRange(0, Block), 0);
        Assert.Empty(IssueAll(unit));
        unit.Map(0, new ByteRange(4 * Block, Block), 0);
        Finish(unit, Assert.Single(IssueAll(unit)));
        unit.Unmap(0, new ByteRange(4 * Block, Block), 0);

        Assert.Single(IssueAll(unit));
    }

    [Fact]
    public void A_completion_for_which_nothing_is_in_flight_is_our_bug()
    {
        var unit = Unit(2, Stream("a", count: 1));
        unit.Map(0, new ByteRange(0, Block), 0);
        var request = Assert.Single(IssueAll(unit));
        Finish(unit, request);

        Assert.Throws<InvalidOperationException>(() => Finish(unit, request));
    }

    private LoadStoreUnit Unit(int lines, params TrafficSource[] streams) => new([_region], streams, lines);

    private TrafficSource Stream(
        string name, ulong offset = 0, ulong length = 0, ulong size = 64, double reads = 1, long count = long.MaxValue, int outstanding = 8,
        long start = 0, long stop = long.MaxValue, ulong capacity = 0, bool isRaw = false) => new(
        new StreamSettings
        {
            Name = name,
            Region = _region,
            Pattern = AddressPatternKind.Sequential,
            Part = new ByteRange(offset, length),
            AccessBytes = size,
            ReadShare = reads,
            Count = count,
            Outstanding = outstanding,
            Start = new SimTime(start),
            Stop = new SimTime(stop),
            Capacity = capacity,
            IsRaw = isRaw,
        },
        seed: 1,
        host: "host0");

    private static List<LineRequest> IssueAll(LoadStoreUnit unit, long now = 0)
    {
        var issued = new List<LineRequest>();
        while (unit.TryIssue(now, out var request)) issued.Add(request);
        return issued;
    }

    private void Finish(LoadStoreUnit unit, LineRequest request, CompletionStatus status, long now = 0) =>
        unit.Complete(new MemoryMessage { Tag = request.Tag, Status = status }, ref _zeros[0], now);

    private void Finish(LoadStoreUnit unit, LineRequest request, long now = 0) => Finish(unit, request, CompletionStatus.Success, now);
}
