using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

public sealed class DeterminismTests
{
    private static readonly string[] Devices = ["dcd0", "dcd1", "dcd2", "dcd3"];

    [Fact]
    public void Threads_change_nothing_but_the_wall_time()
    {
        var scenario = Busy(seed: 7);
        var expected = TestFabric.Run(scenario);

        Assert.Empty(expected.Failures);
        foreach (var threads in new[] { 2, 3 })
        {
            var found = TestFabric.Run(scenario, threads);
            Assert.Equal(threads, found.Threads);
            Assert.Equal(TestFabric.TextOf(expected), TestFabric.TextOf(found));
        }
    }

    [Fact]
    public void Threads_that_may_fold_change_nothing_either()
    {
        var scenario = Busy(seed: 7);

        Assert.Equal(TestFabric.TextOf(TestFabric.Run(scenario)), TestFabric.TextOf(Simulator.Run(scenario, new RunOptions(Threads: 3))));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        var first = TestFabric.Run(Busy(seed: 7));

        Assert.Equal(first.Digest, TestFabric.Run(Busy(seed: 7)).Digest);
        Assert.NotEqual(first.Digest, TestFabric.Run(Busy(seed: 8)).Digest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void One_credit_of_each_class_is_enough_for_mixed_traffic_to_end(int threads)
    {
        var scenario = Busy(seed: 3).WithCredits(new CreditOptions { Request = 1, RequestWithData = 1, NoDataResponse = 1, DataResponse = 1, Io = 1 });

        var results = TestFabric.Run(scenario, threads);

        Assert.Empty(results.Failures);
        foreach (var host in results.Hosts)
            Assert.All(host.Streams, stream => Assert.Equal((300, 0, 0), (stream.Latency.Count, stream.Errors, stream.VerifyFailures)));
    }

    [Fact]
    public void A_run_of_fixed_duration_ends_there_on_any_number_of_threads()
    {
        var scenario = Busy(seed: 5) with { Duration = SimTime.FromMicroseconds(40) };

        var one = TestFabric.Run(scenario);

        Assert.Equal(SimTime.FromMicroseconds(40), one.SimulatedTime);
        Assert.Equal(TestFabric.TextOf(one), TestFabric.TextOf(TestFabric.Run(scenario, 3)));
        Assert.All(one.Links, link => Assert.InRange(link.Utilisation, 0, 1));
    }

    /// <summary>Four hosts on four devices: static and pooled memory, reads and writes of one line and of many.</summary>
    private static Scenario Busy(ulong seed)
    {
        var steps = Enumerable.Range(0, 4).Select(host => TestFabric.Add($"host{host}", Devices, (ulong)host * 16, 2)).ToArray();
        var scenario = TestFabric.Star(4, 4, steps) with { Seed = seed };
        for (var host = 0; host < 4; host++)
        {
            scenario = scenario.With(
                $"host{host}",
                ("mixed", new StreamOptions { Region = "pool", Reads = new Share(0.5), Length = new ByteSize(64 * Sizes.KiB), Count = 300 }),
                ("big", new StreamOptions { Region = "fixed", Reads = new Share(0.5), Size = new ByteSize(2048), Pattern = AccessPattern.Zipf, Length = new ByteSize(Sizes.MiB), Count = 300 }),
                ("chase", new StreamOptions { Region = "fixed", Pattern = AccessPattern.Chase, Length = new ByteSize(16 * Sizes.KiB), Count = 300 }));
        }

        return scenario;
    }
}
