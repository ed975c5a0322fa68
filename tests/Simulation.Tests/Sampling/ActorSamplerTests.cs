using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Sampling;

namespace CxlFabricSim.Simulation.Tests.Sampling;

public sealed class ActorSamplerTests
{
    private static readonly SimTime Interval = new(10);

    [Theory]
    [InlineData(4096, 10, 4096)]
    [InlineData(4097, 20, 2049)]
    [InlineData(8192, 20, 4096)]
    [InlineData(8193, 20, 4097)]
    [InlineData(8194, 40, 2049)]
    [InlineData(100_000, 320, 3125)]
    public void More_than_4096_intervals_are_merged_two_by_two(int intervals, long interval, int values)
    {
        var end = new SimTime(intervals * 10L);
        var sampler = Sampled(new Probe("count", ProbeKind.Count, time => time.Picoseconds / 10 * 3), end);

        var seen = sampler.ValuesOf(0, end);

        Assert.Equal((interval, values), (sampler.Interval.Picoseconds, seen.Count));
        Assert.Equal(intervals * 3m, seen.Sum());
        Assert.All(seen.SkipLast(1), value => Assert.Equal(interval / 10 * 3, value));
    }

    [Fact]
    public void A_level_is_the_mean_of_what_was_seen_also_when_merged()
    {
        // 1 up to the 4096th sample and 5 from then on, seen only every second time.
        var end = new SimTime(8192 * 10L);
        var sampler = Sampled(new Probe("level", ProbeKind.Level, time => time.Picoseconds <= 40_960 ? 1 : 5), end);

        var seen = sampler.ValuesOf(0, end);

        Assert.All(seen.Take(2048), value => Assert.Equal(1, value));
        Assert.All(seen.Skip(2048), value => Assert.Equal(5, value));
    }

    [Fact]
    public void The_last_interval_is_as_short_as_it_may_be_and_rates_know_it()
    {
        var end = new SimTime(24);
        var sampler = Sampled(
            end, new Probe("rate", ProbeKind.Rate, time => time.Picoseconds), new Probe("busy", ProbeKind.Busy, time => time.Picoseconds / 2));

        Assert.Equal([1e12m, 1e12m, 1e12m], sampler.ValuesOf(0, end));
        Assert.Equal([0.5m, 0.5m, 0.5m], sampler.ValuesOf(1, end));
    }

    [Fact]
    public void What_happens_at_the_very_end_belongs_to_the_last_interval()
    {
        var count = 4;
        var end = new SimTime(20);
        var sampler = Sampled(new Probe("count", ProbeKind.Count, _ => count), end);
        count = 7;

        Assert.Equal([4, 3], sampler.ValuesOf(0, end));
    }

    [Fact]
    public void A_line_is_never_busy_for_longer_than_the_interval_nor_less_than_not_at_all()
    {
        var busy = new Queue<long>([0, 15, 12, 18]);
        var end = new SimTime(40);
        var sampler = Sampled(new Probe("busy", ProbeKind.Busy, _ => busy.Count > 1 ? busy.Dequeue() : 18), end);

        Assert.Equal([0, 1, 0, 0.3m], sampler.ValuesOf(0, end));
    }

    private static ActorSampler Sampled(Probe probe, SimTime end) => Sampled(end, probe);

    private static ActorSampler Sampled(SimTime end, params Probe[] probes)
    {
        var sampler = new ActorSampler(probes, Interval);
        for (var time = Interval; time <= end;) time = sampler.Take(time);
        return sampler;
    }
}
