using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class PhaseTests
{
    [Theory]
    [InlineData(3, 1, "RRRWRRRWRRRW")]
    [InlineData(2, 1, "RRWRRWRRWRRW")]
    [InlineData(1, 1, "RWRWRWRWRWRW")]
    [InlineData(1, 0, "RRRRRRRRRRRR")]
    [InlineData(0, 1, "WWWWWWWWWWWW")]
    public void A_mix_is_exact_over_every_run(int reads, int writes, string order)
    {
        var bench = new StreamBench(settings => settings with { Mix = new ReadWriteMix(reads, writes), Count = order.Length });

        Assert.Equal(order, string.Concat(bench.Run(latency: 10).Select(issue => issue.IsWrite ? 'W' : 'R')));
    }

    [Fact]
    public void A_phase_begins_when_all_of_the_one_before_is_answered()
    {
        var bench = Phased(
            new("write", default, settings => settings with { ReadShare = 0, Count = 3 }),
            new("read", default, settings => settings with { Count = 2, AccessBytes = 128 }));

        var issued = bench.Issue();
        bench.Now = 10;
        bench.Complete(issued[0].Tag);
        bench.Complete(issued[1].Tag);
        Assert.Empty(bench.Issue());
        bench.Now = 20;
        bench.Complete(issued[2].Tag);
        var lines = bench.Issue();
        bench.Now = 50;
        foreach (var (tag, _, _) in lines) bench.Complete(tag);

        // The second phase starts its pattern anew and reads what the first has written.
        Assert.Equal([0UL, 64, 128, 192], lines.Select(line => line.Offset));
        var phases = bench.Stream.Phases;
        Assert.Equal((3, 0, 192, 20), (phases[0].Writes, phases[0].Reads, phases[0].Bytes, phases[0].Latency.Maximum));
        Assert.Equal((0, 2, 256, 30), (phases[1].Writes, phases[1].Reads, phases[1].Bytes, phases[1].Latency.Maximum));
        Assert.Equal((new SimTime(20), new SimTime(50)), (phases[1].FirstIssue, phases[1].LastCompletion));
        Assert.Equal((5, 4, 0, 0), (bench.Stream.Latency.Count, bench.Stream.LinesVerified, bench.Stream.VerifyFailures, bench.Stream.Left));
    }

    [Fact]
    public void A_phase_of_a_duration_issues_nothing_at_its_end_and_the_next_does()
    {
        var bench = Phased(
            new("first", new SimTime(250), settings => settings with { Outstanding = 1 }),
            new("second", new SimTime(100), settings => settings with { Outstanding = 1 }));

        Assert.Equal([0L, 100, 200, 300], bench.Run(latency: 100).Select(issue => issue.At));
        Assert.Equal([3L, 1L], bench.Stream.Phases.Select(phase => phase.Reads));
    }

    [Fact]
    public void A_phase_that_rests_when_its_time_is_over_ends_at_its_time()
    {
        var bench = Phased(
            new("idle", new SimTime(500), settings => settings with { Outstanding = 1, Pace = new PaceSettings { Delay = new SimTime(10_000) } }),
            new("busy", default, settings => settings with { Outstanding = 1, Count = 2 }));

        Assert.Equal([0L, 500, 600], bench.Run(latency: 100).Select(issue => issue.At));
    }

    [Fact]
    public void What_is_left_counts_phases_that_have_not_come()
    {
        var bench = Phased(
            new("first", default, settings => settings with { Count = 3 }),
            new("timed", new SimTime(5), settings => settings),
            new("last", default, settings => settings with { Count = 7 }));

        bench.Issue();

        Assert.Equal((7, 3), (bench.Stream.Left, bench.Stream.InFlight));
    }

    [Fact]
    public void A_posted_write_is_done_when_it_leaves_and_keeps_its_line_until_it_is_answered()
    {
        var bench = new StreamBench(settings => settings with { Mix = new ReadWriteMix(0, 1), IsPosted = true, Outstanding = 1, Count = 5 }, lines: 3);

        var issued = bench.Issue();

        Assert.Equal(3, issued.Count);
        Assert.Equal((3, 0, 3, 3), (bench.Stream.Writes, bench.Stream.Latency.Maximum, bench.Unit.LinesInFlight, bench.Stream.InFlight));
        Assert.Equal(0, bench.Stream.Bytes);
        bench.Now = 100;
        foreach (var (tag, _, _) in issued) bench.Complete(tag);
        Assert.Equal(2, bench.Issue().Count);
        Assert.Equal((5, 192), (bench.Stream.Writes, bench.Stream.Bytes));
    }

    [Fact]
    public void A_posted_write_that_loses_its_capacity_half_way_frees_its_slot_once()
    {
        var bench = new StreamBench(settings => settings with { ReadShare = 0, IsPosted = true, Outstanding = 1, AccessBytes = 256, Count = 2 }, lines: 2);
        var issued = bench.Issue();

        bench.Unit.Unmap(0, new ByteRange(0, bench.Region.Length), 0);
        bench.Unit.AwaitDrained(0, new ByteRange(0, bench.Region.Length), 7);

        Assert.False(bench.Unit.TryTakeDrained(out _));
        foreach (var (tag, _, _) in issued) bench.Complete(tag);
        Assert.True(bench.Unit.TryTakeDrained(out _));
        Assert.Equal((1, 0, 1), (bench.Stream.Writes, bench.Stream.InFlight, bench.Stream.Left));
    }

    private static StreamBench Phased(params Phase[] phases) => new(settings => settings with
    {
        Phases = [.. phases.Select(phase => new PhaseSettings(phase.Name, phase.Change(settings), phase.Duration == default ? SimTime.Never : phase.Duration))],
    });

    private sealed record Phase(string Name, SimTime Duration, Func<StreamSettings, StreamSettings> Change);
}
