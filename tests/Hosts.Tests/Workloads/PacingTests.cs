using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class PacingTests
{
    [Fact]
    public void A_slot_rests_for_the_delay_after_its_own_completion()
    {
        var bench = Paced(new PaceSettings { Delay = new SimTime(50) }, outstanding: 2, count: 6);

        var issued = bench.Issue();
        bench.Now = 100;
        bench.Complete(issued[0].Tag);
        Assert.Empty(bench.Issue());
        bench.Now = 130;
        bench.Complete(issued[1].Tag);

        Assert.Equal(150, bench.Unit.NextWake(130).Picoseconds);
        bench.Now = 149;
        Assert.Empty(bench.Issue());
        bench.Now = 150;
        Assert.Single(bench.Issue());
        Assert.Equal(180, bench.Unit.NextWake(150).Picoseconds);
    }

    [Fact]
    public void With_a_delay_one_slot_makes_an_access_each_latency_and_delay()
    {
        var bench = Paced(new PaceSettings { Delay = new SimTime(50) }, outstanding: 1, count: 4);

        var issues = bench.Run(latency: 100);

        Assert.Equal([0L, 150, 300, 450], issues.Select(issue => issue.At));
        Assert.Equal((4, 100, 0), (bench.Stream.Reads, bench.Stream.Latency.Maximum, bench.Stream.InFlight));
    }

    [Fact]
    public void A_rate_waits_for_no_completion_and_does_not_drift()
    {
        var bench = Paced(new PaceSettings { UnitsPerSecond = 3_000_000_000 }, outstanding: 64, count: 7);

        var issues = bench.Run(latency: 10_000);

        Assert.Equal([0L, 333, 666, 1000, 1333, 1666, 2000], issues.Select(issue => issue.At));
    }

    [Fact]
    public void Poisson_arrivals_keep_the_rate_and_gaps_vary_as_an_exponential_does()
    {
        const int count = 20_000;
        var bench = Paced(new PaceSettings { UnitsPerSecond = 1_000_000_000, IsPoisson = true }, outstanding: 64, count);

        var issues = bench.Run(latency: 10);

        var gaps = issues.Zip(issues.Skip(1), (first, second) => (double)(second.At - first.At)).ToList();
        var mean = gaps.Average();
        var deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        Assert.InRange(mean, 980, 1020);
        Assert.InRange(deviation / mean, 0.97, 1.03);
        Assert.InRange(gaps.Count(gap => gap > 1000) / (double)count, 0.357, 0.379); // 1/e
    }

    [Fact]
    public void A_rate_in_bytes_counts_the_bytes_of_an_access()
    {
        // 64 B at 64 GB/s: one a nanosecond.
        var bench = Paced(new PaceSettings { UnitsPerSecond = 64_000_000_000, UnitsPerAccess = 64 }, outstanding: 8, count: 3);

        Assert.Equal([0L, 1000, 2000], bench.Run(latency: 10).Select(issue => issue.At));
    }

    [Fact]
    public void What_could_not_be_issued_when_it_was_due_counts_its_wait_as_latency()
    {
        var bench = Paced(new PaceSettings { UnitsPerSecond = 10_000_000_000 }, outstanding: 1, count: 3);

        var issues = bench.Run(latency: 1000);

        // Due at 0, 100 and 200, and one slot: the last is answered at 3000.
        Assert.Equal([0L, 1000, 2000], issues.Select(issue => issue.At));
        Assert.Equal((1000, 2800), (bench.Stream.Latency.Minimum, bench.Stream.Latency.Maximum));
    }

    [Fact]
    public void Bursts_are_followed_by_their_gap()
    {
        var bench = Paced(new PaceSettings { BurstLength = 3, BurstGap = new SimTime(500) }, outstanding: 8, count: 7);

        Assert.Equal([0L, 0, 0, 500, 500, 500, 1000], bench.Run(latency: 10).Select(issue => issue.At));
    }

    [Fact]
    public void Within_a_burst_the_rate_holds()
    {
        var bench = Paced(new PaceSettings { UnitsPerSecond = 10_000_000_000, BurstLength = 2, BurstGap = new SimTime(500) }, outstanding: 8, count: 4);

        Assert.Equal([0L, 100, 600, 700], bench.Run(latency: 10).Select(issue => issue.At));
    }

    [Fact]
    public void Nothing_is_issued_at_the_stop_and_nobody_waits_for_it()
    {
        var bench = new StreamBench(settings => settings with { Pace = new PaceSettings { UnitsPerSecond = 10_000_000_000 }, Stop = new SimTime(300) });

        Assert.Equal([0L, 100, 200], bench.Run(latency: 10).Select(issue => issue.At));
    }

    [Fact]
    public void A_stream_without_pace_never_asks_to_be_woken()
    {
        var bench = new StreamBench(settings => settings with { Count = 8 });

        Assert.False(bench.Unit.IsPaced);
        bench.Issue();
        Assert.Equal(SimTime.Never, bench.Unit.NextWake(0));
    }

    private static StreamBench Paced(PaceSettings pace, int outstanding, long count) =>
        new(settings => settings with { Pace = pace, Outstanding = outstanding, Count = count });
}
