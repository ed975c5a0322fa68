using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

public sealed class RebalanceStoryTests
{
    private const ulong Unit = 16 * Sizes.MiB;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Capacity_follows_demand_while_traffic_runs_and_none_is_lost_or_leaked(int threads)
    {
        // Ten of the sixteen units of both devices, first with one host, then with the other.
        var scenario = Waves(devices: 2, (0, 10, 2), (100, 2, 10));

        var results = TestFabric.Run(scenario, threads);

        Assert.Empty(results.Failures);
        Assert.Equal((0L, 0L), (results.Hosts.Sum(host => host.Streams.Sum(stream => stream.Errors)), results.Hosts.Sum(host => host.Streams.Sum(stream => stream.VerifyFailures))));
        Assert.All(results.Hosts, host => Assert.True(host.Streams[0].LinesVerified > 100));
        Assert.All(results.Devices, device =>
        {
            var accepted = device.LogicalDevices.Select(ld => ld.Regions[0].AcceptedBytes).ToList();
            Assert.Equal([2 * Unit, 10 * Unit], accepted);
            Assert.Equal(TestFabric.Part, accepted[0] + accepted[1] + device.FreeBytes);
        });
        Assert.Equal((20L, 8L, 4L), (results.Rebalance!.UnitsGiven, results.Rebalance.UnitsTaken, results.Rebalance.UnitsMoved));
        Assert.Equal(TestFabric.TextOf(TestFabric.Run(scenario)), TestFabric.TextOf(results));
    }

    [Fact]
    public void A_run_cut_short_by_its_duration_has_not_failed()
    {
        var scenario = Waves(devices: 1, (0, 4, 4));

        var results = TestFabric.Run(scenario with
        {
            Duration = SimTime.FromMicroseconds(60),
            Manager = scenario.Manager with { Rebalance = scenario.Manager.Rebalance! with { Until = null } },
        });

        Assert.Empty(results.Failures);
        Assert.Equal((SimTime.FromMicroseconds(60), 8L), (results.SimulatedTime, results.Rebalance!.UnitsGiven));
    }

    [Fact]
    public void A_host_that_refuses_fails_its_step_and_the_others_get_theirs()
    {
        // Without a region its driver refuses what it is offered.
        var scenario = Waves(devices: 1, (0, 3, 3)).With("host0", host => host with
        {
            Regions = host.Regions.Where(region => region.Key != "pool").ToDictionary(),
            Streams = new Dictionary<string, StreamOptions>(),
        });

        var results = TestFabric.Run(scenario);

        Assert.Contains("host0 accepts", Assert.Single(results.Failures).Expected, StringComparison.Ordinal);
        Assert.Equal([0UL, 3 * Unit], results.Devices[0].LogicalDevices.Select(ld => ld.Regions[0].AcceptedBytes));
    }

    /// <summary>Two hosts that want so many units of each device from so many microseconds on.</summary>
    private static Scenario Waves(int devices, params (long At, ulong First, ulong Second)[] waves)
    {
        var scenario = TestFabric.Star(2, devices);
        var stream = new StreamOptions { Region = "pool", Reads = new Share(0.6), Outstanding = 4, Stop = SimTime.FromMicroseconds(250) };
        for (var host = 0; host < 2; host++)
        {
            var demand = waves.Select(wave => new DemandOptions
            {
                At = SimTime.FromMicroseconds(wave.At),
                Capacity = new ByteSize((host == 0 ? wave.First : wave.Second) * Unit * (ulong)devices),
            });
            scenario = scenario.With($"host{host}", ("s0", stream)).With($"host{host}", options => options with { Demand = [.. demand] });
        }

        var rebalance = new RebalanceOptions
        {
            Every = SimTime.FromMicroseconds(20),
            Until = SimTime.FromMicroseconds(250),
            Devices = [.. scenario.Devices.Keys],
            Timeout = SimTime.FromMicroseconds(50),
        };
        return scenario with { Manager = new ManagerOptions { Rebalance = rebalance } };
    }
}
