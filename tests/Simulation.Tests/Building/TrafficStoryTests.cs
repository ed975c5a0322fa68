using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>Two hosts on two devices whose streams do all that streams can, with caches so small that everything in them collides.</summary>
public sealed class TrafficStoryTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 3)]
    [InlineData(3, 8)]
    public void What_is_read_is_what_was_written_with_a_cache_in_between(ulong seed, int prefetch)
    {
        var results = TestFabric.Run(Busy(seed, new CacheOptions { Size = new ByteSize(16 * Sizes.Line), Ways = 2 }, prefetch));

        Assert.Empty(results.Failures);
        Assert.All(results.Hosts, host =>
        {
            Assert.True(host.Cache is { Hits: > 100, WriteBacks: > 1000, WriteBackErrors: 0 }, $"{host.Cache}");
            Assert.Equal(prefetch > 0, host.Cache!.PrefetchesUsed > 0);
            Assert.Equal((3, 2), (host.ExtentsAccepted / 2, host.ExtentsReleased / 2));
            Assert.All(host.Streams, stream => Assert.Equal((0, 0), (stream.Errors, stream.VerifyFailures)));
        });
        Assert.All(results.Devices, device => Assert.Equal(0, device.CapacityNotOwned));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_and_scarce_credits_change_no_result(bool hasCache)
    {
        var scenario = Busy(5, hasCache ? new CacheOptions { Size = new ByteSize(16 * Sizes.Line), Ways = 2 } : null, hasCache ? 4 : 0);
        var scarce = scenario.WithCredits(new CreditOptions { Request = 1, RequestWithData = 1, NoDataResponse = 1, DataResponse = 1, Io = 1 });

        Assert.Equal(TestFabric.TextOf(TestFabric.Run(scenario)), TestFabric.TextOf(TestFabric.Run(scenario, 3)));
        var results = TestFabric.Run(scarce);
        Assert.Empty(results.Failures);
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scarce, 3)));
    }

    [Fact]
    public void A_hit_takes_the_latency_of_the_cache_and_no_message()
    {
        var scenario = TestFabric.Star(1, 1).With("host0", ("s", new StreamOptions { Region = "fixed", Length = new ByteSize(Sizes.Line), Count = 100, Outstanding = 1 }))
            .With("host0", host => host with { Cache = new CacheOptions { Size = new ByteSize(Sizes.KiB), Ways = 2, Latency = SimTime.FromNanoseconds(15) } });

        var results = TestFabric.Run(scenario);

        var stream = TestFabric.StreamOf(results, "host0", "s");
        Assert.Equal((SimTime.FromNanoseconds(15), 99), (stream.Latency.Min, results.Hosts[0].Cache!.Hits));
        Assert.Equal(1, results.Devices[0].Reads);
    }

    [Fact]
    public void Capacity_that_is_given_back_is_written_back_first()
    {
        var scenario = TestFabric.Star(1, 1, TestFabric.Add("host0", ["dcd0"], 0, 16), TestFabric.Release("host0", ["dcd0"], 0, 16, 60))
            .With("host0", ("s", new StreamOptions { Region = "pool", Pattern = AccessPattern.Sequential, Reads = new Share(0), Count = 100 }))
            .With("host0", host => host with { Cache = new CacheOptions { Size = new ByteSize(32 * Sizes.KiB), Ways = 4 } });

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal((100, 0, 100), (results.Devices[0].Writes, results.Devices[0].CapacityNotOwned, results.Hosts[0].Cache!.WriteBacks));
        Assert.Equal(1, results.Hosts[0].ExtentsReleased);
    }

    [Fact]
    public void Writes_that_lose_their_capacity_by_force_leave_nothing_behind()
    {
        var forced = TestFabric.Release("host0", ["dcd0"], 0, 16, 60) with { Forced = true };
        var scenario = TestFabric.Star(1, 1, TestFabric.Add("host0", ["dcd0"], 0, 16), forced, TestFabric.Add("host0", ["dcd0"], 0, 16))
            .With("host0", ("s", new StreamOptions { Region = "pool", Reads = new Share(0.5), Length = new ByteSize(64 * Sizes.KiB), Stop = SimTime.FromMicroseconds(200) }))
            .With("host0", host => host with { Cache = new CacheOptions { Size = new ByteSize(32 * Sizes.KiB), Ways = 4 }, Prefetch = 2 });

        var results = TestFabric.Run(scenario);

        // What is read again must be zero, or what was written after.
        Assert.Equal(0, TestFabric.StreamOf(results, "host0", "s").VerifyFailures);
        Assert.True(TestFabric.StreamOf(results, "host0", "s").LinesVerified > 1000);
    }

    [Fact]
    public void Phases_and_operations_add_up_to_their_stream()
    {
        var results = TestFabric.Run(Busy(9, null, 0));

        foreach (var stream in results.Hosts.SelectMany(host => host.Streams))
        {
            if (stream.Phases.Count > 0)
                Assert.Equal((stream.Reads, stream.Writes, stream.Bytes), (stream.Phases.Sum(phase => phase.Reads), stream.Phases.Sum(phase => phase.Writes), stream.Phases.Sum(phase => phase.Bytes)));
            if (stream.Operations.Count > 0) Assert.Equal(stream.Latency.Count, stream.Operations.Sum(operation => operation.Latency.Count));
        }

        var metrics = RunMetrics.Of(results).Select(metric => metric.Name).ToList();
        Assert.Contains("hosts.host1.streams.phased.phases.back.throughput", metrics);
        Assert.Contains("hosts.host0.streams.store.operations.readModifyWrite.latency.p99", metrics);
    }

    private static Scenario Busy(ulong seed, CacheOptions? cache, int prefetch)
    {
        string[] devices = ["dcd0", "dcd1"];
        var scenario = TestFabric.Star(
            2, 2,
            TestFabric.Add("host0", devices, 0, 4), TestFabric.Add("host1", devices, 16, 4),
            TestFabric.Release("host0", devices, 0, 4, 60), TestFabric.Release("host1", devices, 16, 4, 60),
            TestFabric.Add("host1", devices, 0, 4), TestFabric.Add("host0", devices, 16, 4),
            TestFabric.Release("host1", devices, 0, 4, 250), TestFabric.Release("host0", devices, 16, 4, 250),
            TestFabric.Add("host0", devices, 0, 4), TestFabric.Add("host1", devices, 16, 4));
        for (var host = 0; host < 2; host++)
        {
            scenario = scenario.With(
                $"host{host}",
                ("mixed", new StreamOptions { Region = "pool", Mix = new TrafficMix(2, 1, false), Length = new ByteSize(8 * Sizes.KiB), Stop = SimTime.FromMicroseconds(500) }),
                ("store", new StreamOptions
                {
                    Region = "pool",
                    Pattern = AccessPattern.Ycsb,
                    Workload = YcsbWorkload.F,
                    RecordSize = new ByteSize(256),
                    Length = new ByteSize(16 * Sizes.KiB),
                    Posted = host == 0,
                    Stop = SimTime.FromMicroseconds(500),
                }),
                ("past", new StreamOptions { Region = "fixed", Mix = new TrafficMix(0, 1, true), Length = new ByteSize(4 * Sizes.KiB), Count = 2000, Posted = true }),
                ("bursts", new StreamOptions
                {
                    Region = "fixed",
                    Reads = new Share(0.5),
                    Length = new ByteSize(4 * Sizes.KiB),
                    Count = 2000,
                    Rate = new RequestRate(20_000_000, false),
                    Burst = new BurstOptions { Length = 50, Gap = SimTime.FromNanoseconds(700) },
                }),
                ("phased", new StreamOptions
                {
                    Region = "fixed",
                    Pattern = AccessPattern.Sequential,
                    Offset = new ByteSize(Sizes.MiB),
                    Length = new ByteSize(32 * Sizes.KiB),
                    Count = 1000,
                    Phases =
                    [
                        new PhaseOptions { Name = "out", Reads = new Share(0) },
                        new PhaseOptions { Name = "back", Delay = SimTime.FromNanoseconds(100), Count = 500 },
                        new PhaseOptions { Name = "both", Mix = new TrafficMix(1, 1, false), Duration = SimTime.FromMicroseconds(20), Size = new ByteSize(512), Outstanding = 3 },
                    ],
                }));
            scenario = scenario.With($"host{host}", options => options with { Cache = cache, Prefetch = prefetch });
        }

        return scenario with { Seed = seed };
    }
}
