using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

public sealed class CapacityStoryTests
{
    private static readonly string[] Both = ["dcd0", "dcd1"];

    [Fact]
    public void A_stream_waits_while_its_capacity_is_gone_and_goes_on_when_it_is_back()
    {
        var stream = new StreamOptions { Region = "pool", Reads = new Share(0.5), Size = new ByteSize(4096), Outstanding = 4, Stop = SimTime.FromMicroseconds(80) };
        var scenario = TestFabric.Star(
            1, 2, TestFabric.Add("host0", Both, 0, 2), TestFabric.Release("host0", Both, 0, 2, 30), TestFabric.Add("host0", Both, 0, 2, 60)).With("host0", ("s0", stream));

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        var found = TestFabric.StreamOf(results, "host0", "s0");
        Assert.Equal((0, 0), (found.Errors, found.VerifyFailures));
        Assert.True(found.LinesVerified > 0);
        Assert.InRange(found.Active.Seconds, 60e-6, 85e-6);
        Assert.Equal((4, 2), (results.Hosts[0].ExtentsAccepted, results.Hosts[0].ExtentsReleased));
        Assert.All(results.Devices, device => Assert.Equal(0, device.CapacityNotOwned));
    }

    [Fact]
    public void The_other_part_goes_back_when_one_device_refuses_an_interleaved_add()
    {
        var scenario = TestFabric.Star(2, 2, TestFabric.Add("host1", ["dcd1"], 0, 2), TestFabric.Add("host0", Both, 0, 2), TestFabric.Add("host0", Both, 16, 2));

        var results = TestFabric.Run(scenario);

        var failure = Assert.Single(results.Failures);
        Assert.Equal("manager", failure.Actor);
        Assert.StartsWith("step 1: host0 accepts", failure.Expected, StringComparison.Ordinal);
        Assert.Contains("dcd1 answered InitiateDynamicCapacityAdd with InvalidExtentList (001Eh)", failure.Found, StringComparison.Ordinal);
        Assert.Equal((3, 1), (results.Hosts[0].ExtentsAccepted, results.Hosts[0].ExtentsReleased));
        Assert.All(results.Devices, device => Assert.Equal(2 * Sizes.MiB, device.LogicalDevices[0].Regions[0].AcceptedBytes));
    }

    [Fact]
    public void What_an_overflowing_event_log_lost_is_missing_and_can_be_added_again()
    {
        var ten = TestFabric.Add("host0", ["dcd0"], 0, 2) with
        {
            Extents = [.. Enumerable.Range(0, 10).Select(i => new ExtentOptions { Offset = new ByteSize((ulong)i * 4 * Sizes.MiB), Length = new ByteSize(2 * Sizes.MiB) })],
        };
        var scenario = TestFabric.Star(1, 1, ten, TestFabric.Add("host0", ["dcd0"], 32, 2), TestFabric.Add("host0", ["dcd0"], 36, 2));

        var results = TestFabric.Run(scenario);

        var failure = Assert.Single(results.Failures);
        Assert.Equal("after 200 us: host0 holds 0x1000000 of these 0x1400000 bytes of dcd0", failure.Found);
        Assert.Equal(2, results.Devices[0].LogicalDevices[0].EventsOverflowed);
        Assert.Equal(20 * Sizes.MiB, results.Devices[0].LogicalDevices[0].Regions[0].AcceptedBytes);
        Assert.Equal(0UL, results.Devices[0].LogicalDevices[0].Regions[0].PendingBytes);
    }

    [Fact]
    public void A_host_without_a_region_for_it_refuses_an_offer()
    {
        var scenario = TestFabric.Star(2, 1, TestFabric.Add("host1", ["dcd0"], 0, 2), TestFabric.Add("host0", ["dcd0"], 0, 2))
            .With("host1", host => host with { Regions = new Dictionary<string, RegionOptions>() });

        var results = TestFabric.Run(scenario);

        Assert.Equal("after 200 us: host1 holds 0x0 of these 0x200000 bytes of dcd0", Assert.Single(results.Failures).Found);
        Assert.Equal((0, 1), (results.Hosts[1].ExtentsAccepted, results.Hosts[1].InterruptsTaken));
        Assert.Equal(2 * Sizes.MiB, results.Devices[0].LogicalDevices[0].Regions[0].AcceptedBytes);
    }

    [Fact]
    public void A_host_reaches_neither_the_extents_nor_the_static_share_of_another()
    {
        var write = new StreamOptions { Region = "pool", Pattern = AccessPattern.Sequential, Reads = new Share(0), Length = new ByteSize(64 * Sizes.KiB), Count = 1024 };
        var steal = new StreamOptions { Region = "pool", Raw = true, Length = new ByteSize(64 * Sizes.KiB), Reads = new Share(0.5), Start = SimTime.FromMicroseconds(100), Count = 500 };
        var look = write with { Region = "fixed", Reads = new Share(1), Start = SimTime.FromMicroseconds(100) };
        var check = write with { Reads = new Share(1), Start = SimTime.FromMicroseconds(200) };
        var scenario = TestFabric.Star(2, 1, TestFabric.Add("host0", ["dcd0"], 0, 2))
            .With("host0", ("pool", write), ("fixed", write with { Region = "fixed" }), ("check", check))
            .With("host1", ("steal", steal), ("look", look));

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal(500, TestFabric.StreamOf(results, "host1", "steal").Errors);
        Assert.Equal(500, results.Devices[0].CapacityNotOwned);
        Assert.Equal(1024, TestFabric.StreamOf(results, "host1", "look").LinesVerified);
        Assert.Equal(1024, TestFabric.StreamOf(results, "host0", "check").LinesVerified);
    }

    [Fact]
    public void A_step_that_no_time_is_left_for_is_a_failure()
    {
        var scenario = TestFabric.Star(1, 1, TestFabric.Add("host0", ["dcd0"], 0, 2, 50)) with { Duration = SimTime.FromMicroseconds(40) };

        var failure = Assert.Single(TestFabric.Run(scenario).Failures);

        Assert.Equal(("manager", "all steps made", "0 made when the run ended"), (failure.Actor, failure.Expected, failure.Found));
        Assert.Equal(SimTime.FromMicroseconds(40), failure.Time);
    }
}
