using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Random;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class NeighbourhoodsTests
{
    private const int Near = 60;

    [Fact]
    public void Groups_are_those_that_shorter_channels_hold_together()
    {
        // 0-1-2 and 3-4-5, and a longer way between them.
        var found = Of(6, (0, 1, 60), (1, 2, 70), (3, 4, 65), (4, 5, 80), (2, 3, 110), (5, 0, 110));

        Assert.Equal([6], found.Sizes);
        Assert.Equal(110, found.Stretch);
        Assert.Equal([60], found.Windows);
    }

    [Fact]
    public void Groups_that_do_not_fit_one_place_have_windows_of_their_own()
    {
        var left = Enumerable.Range(0, 19).Select(actor => (actor, actor + 1, 60L));
        var right = Enumerable.Range(20, 19).Select(actor => (actor, actor + 1, 70L));
        var found = Of(40, [.. left, .. right, (19, 20, 110)]);

        Assert.Equal([20, 20], found.Sizes);
        Assert.Equal(110, found.Stretch);
        Assert.Equal([60, 70], found.Windows);
        Assert.Equal(Enumerable.Range(0, 40), found.Actors.Select(actor => actor.Id));
    }

    [Theory]
    [InlineData(89, 60)]
    [InlineData(90, 90)]
    [InlineData(119, 119)]
    [InlineData(120, 120)]
    [InlineData(123, 120)]
    [InlineData(239, 180)]
    public void Stretch_has_one_and_a_half_windows_at_least_and_of_more_than_two_whole_ones(long far, long stretch) =>
        Assert.Equal(stretch, Of(4, (0, 1, 60), (2, 3, 60), (1, 2, far)).Stretch);

    [Theory]
    [InlineData(Neighbourhoods.MostTogether, 110)]
    [InlineData(Neighbourhoods.MostTogether + 1, 60)]
    public void Group_that_is_too_large_is_none(int size, long stretch)
    {
        var chain = Enumerable.Range(0, size - 1).Select(actor => (actor, actor + 1, 60L));
        var found = Of(size + 1, [.. chain, (size - 1, size, 110)]);

        Assert.Equal(stretch, found.Stretch);
        Assert.All(found.Sizes, together => Assert.InRange(together, 1, Neighbourhoods.MostTogether));
        Assert.All(found.Windows, window => Assert.InRange(window, 60, stretch));
    }

    [Fact]
    public void Actors_without_channels_run_for_as_long_as_is_said()
    {
        var found = Of(3);

        Assert.Equal((1_000, 3), (found.Stretch, found.Actors.Count));
    }

    [Fact]
    public void Kernel_does_what_the_reference_simulator_does_over_many_windows_of_a_neighbourhood()
    {
        for (var seed = 0UL; seed < 60; seed++)
        {
            var topology = Clusters(seed);
            TestRun.AssertSame(new ReferenceSimulator(topology).Run(), TestRun.OnKernel(topology, new RunSettings()), $"seed {seed}");
            var model = TestRun.Build(topology);
            var neighbourhoods = Of(topology.Actors, [.. model.Channels.Select(channel => (channel.From.Id, channel.To.Id, channel.Latency.Picoseconds))]);
            Assert.True(neighbourhoods.Sizes.Count > 1 && neighbourhoods.Stretch >= 3 * neighbourhoods.Windows.Max(), $"seed {seed} has no neighbourhoods");
        }
    }

    /// <summary>Three rings of 20 actors with short channels, and longer ones from each to the next.</summary>
    private static Topology Clusters(ulong seed)
    {
        const int size = 20;
        var random = new TestRandom(seed);
        var far = Near * (4 + random.Below(5));
        var channels = new List<ChannelPlan>();
        for (var actor = 0; actor < 3 * size; actor++)
        {
            var ring = actor / size * size;
            channels.Add(Plan(actor, ring + (actor + 1) % size, Near + random.Below(20)));
            if (random.Percent(30)) channels.Add(Plan(actor, ring + random.Below(size), Near + random.Below(20)));
            if (random.Percent(15)) channels.Add(Plan(actor, (ring + size + random.Below(size)) % (3 * size), far + random.Below(20)));
        }

        channels.Add(Plan(0, size, far));
        channels.Add(Plan(2 * size, 0, far));
        var announces = random.Percent(20);
        var topology = new Topology(3 * size, channels, _ => throw new InvalidOperationException("no behaviours yet"));
        return topology with
        {
            BehaviourOf = actor => new RandomBehaviour(seed, actor, topology.OutputsOf(actor), topology.LongestChannel, announces),
        };

        ChannelPlan Plan(int from, int to, int latency) =>
            new(from, to, latency, [1 + random.Below(3), random.Below(3)], random.Percent(50) ? 0 : 500_000_000_000UL, 0, random.Percent(30));
    }

    private static Neighbourhoods Of(int actors, params (int From, int To, long Latency)[] channels)
    {
        var model = new Model();
        for (var actor = 0; actor < actors; actor++) model.Add(new KernelActor(actor, new Script()));
        return Neighbourhoods.Of(model.Actors, channels, 1_000);
    }
}
