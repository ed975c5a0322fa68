using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

public sealed class CapacityPolicyStoryTests
{
    private const string Tag = "5be13bce-ae34-4a77-b6c3-16df975fcf1a";
    private const string OtherTag = "0e9c1a4e-1f0b-4f53-9a3e-6f2f7a1a3c55";

    [Theory]
    [InlineData(StepPolicy.Free, 2)]
    [InlineData(StepPolicy.Contiguous, 1)]
    public void The_device_chooses_extents_and_gives_them_back_by_tag(StepPolicy policy, int extents)
    {
        var scenario = TestFabric.Star(2, 1, TestFabric.Add("host1", ["dcd0"], 2, 2), Chosen(policy, "host0", Tag, 4), ByTag("host0", Tag, 50));

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal((extents, extents), (results.Hosts[0].ExtentsAccepted, results.Hosts[0].ExtentsReleased));
        Assert.Equal(0UL, results.Devices[0].LogicalDevices[0].Regions[0].AcceptedBytes);
        Assert.Equal(2 * Sizes.MiB, results.Devices[0].LogicalDevices[1].Regions[0].AcceptedBytes);
    }

    [Fact]
    public void What_one_host_writes_another_reads_where_the_capacity_is_shared()
    {
        var write = new StreamOptions
        {
            Region = "pool",
            Pattern = AccessPattern.Sequential,
            Reads = new Share(0),
            Length = new ByteSize(64 * Sizes.KiB),
            Count = 1024,
        };
        var read = write with { Reads = new Share(1), Raw = true, Verify = false, Start = SimTime.FromMicroseconds(200) };
        var scenario = Shareable(TestFabric.Star(
            3, 1, Chosen(StepPolicy.Contiguous, "host0", Tag, 2), Chosen(StepPolicy.Shared, "host1", Tag, 2), Chosen(StepPolicy.Contiguous, "host2", OtherTag, 2)));

        var results = TestFabric.Run(scenario.With("host0", ("write", write)).With("host1", ("read", read)).With("host2", ("read", read)));

        Assert.Empty(results.Failures);
        Assert.Equal(["host0: 0", "host1: 0", "host2: 1024"], results.Hosts.Select(host => $"{host.Name}: {host.Streams.Sum(stream => stream.Errors)}"));
        Assert.All([0, 1], ld => Assert.Equal(2 * Sizes.MiB, results.Devices[0].LogicalDevices[ld].Regions[0].AcceptedBytes));
    }

    [Fact]
    public void A_forced_release_needs_no_answer_and_what_is_under_way_fails()
    {
        var stream = new StreamOptions { Region = "pool", Reads = new Share(1), Outstanding = 4, Stop = SimTime.FromMicroseconds(60), Verify = false };
        var force = TestFabric.Release("host0", ["dcd0"], 0, 2, 30) with { Forced = true };
        var scenario = TestFabric.Star(1, 1, TestFabric.Add("host0", ["dcd0"], 0, 2), force).With("host0", ("s0", stream));

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal(0UL, results.Devices[0].LogicalDevices[0].Regions[0].AcceptedBytes);
        Assert.True(results.Devices[0].CapacityNotOwned > 0);
        Assert.Equal(0, results.Hosts[0].ExtentsReleased);
    }

    [Fact]
    public void A_device_without_so_much_room_says_so()
    {
        var scenario = TestFabric.Star(1, 1, TestFabric.Add("host0", ["dcd0"], 128, 2), Chosen(StepPolicy.Contiguous, "host0", Tag, 130));

        var failure = Assert.Single(TestFabric.Run(scenario).Failures);

        Assert.Equal("step 1: host0 accepts 0x8200000 bytes under tag 5be13bceae344a77b6c316df975fcf1a of dcd0", failure.Expected);
        Assert.Contains("ResourcesExhausted (001Dh)", failure.Found, StringComparison.Ordinal);
    }

    private static StepOptions Chosen(StepPolicy policy, string host, string tag, ulong lengthMiB) =>
        TestFabric.Add(host, ["dcd0"], 0, 0) with { Policy = policy, Extents = [], Tag = tag, Length = new ByteSize(lengthMiB * Sizes.MiB) };

    private static StepOptions ByTag(string host, string tag, long atMicroseconds) =>
        TestFabric.Release(host, ["dcd0"], 0, 0, atMicroseconds) with { Policy = StepPolicy.Tag, Extents = [], Tag = tag };

    private static Scenario Shareable(Scenario scenario) => scenario with
    {
        Devices = scenario.Devices.ToDictionary(entry => entry.Key, entry => entry.Value with { Dynamic = entry.Value.Dynamic with { Shareable = [0] } }),
    };
}
