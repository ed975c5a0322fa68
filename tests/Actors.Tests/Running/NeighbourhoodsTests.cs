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

        Assert.Equal([3, 3], Sizes(found));
        Assert.Equal(110, found.Stretch);
        Assert.Equal([60, 65], Windows(found));
    }

    [Fact]
    public void Groups_of_a_side_share_a_place_and_sides_are_those_of_all_partitions()
    {
        // Pairs: the first in the middle of three, of which the last is in another partition and has one more behind it.
        var model = new Model();
        for (var actor = 0; actor < 10; actor++) model.Add(new KernelActor(actor, new Script()));
        IReadOnlyList<Actor>[] partitions = [[.. model.Actors.Take(6)], [.. model.Actors.Skip(6)]];
        (int, int, long)[] channels = [(0, 1, 60), (2, 3, 60), (4, 5, 60), (6, 7, 60), (8, 9, 60), (0, 2, 100), (4, 0, 100), (0, 6, 100), (8, 6, 100)];

        var found = Neighbourhoods.Of(partitions, channels, 100);

        Assert.Equal([2, 4], Sizes(found[0]));
        Assert.Equal([2, 2], Sizes(found[1]));
        Assert.Equal([false, true, true, false], found.SelectMany(partition => partition.Groups).Select(group => group.IsOnSecondSide));
    }

    [Fact]
    public void Groups_that_do_not_fit_one_place_have_windows_of_their_own()
    {
        var left = Enumerable.Range(0, 19).Select(actor => (actor, actor + 1, 60L));
        var right = Enumerable.Range(20, 19).Select(actor => (actor, actor + 1, 70L));
        var found = Of(40, [.. left, .. right, (19, 20, 110)]);

        Assert.Equal([20, 20], Sizes(found));
        Assert.Equal(110, found.Stretch);
        Assert.Equal([60, 70], Windows(found));
        Assert.Equal([.. Every(2, 0, 20), .. Every(2, 1, 20), .. Every(2, 20, 40), .. Every(2, 21, 40)], found.Actors.Select(actor => actor.Id));
        Assert.Equal([false, true], found.Groups.Select(group => group.IsOnSecondSide));
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
        Assert.All(Sizes(found), together => Assert.InRange(together, 1, Neighbourhoods.MostTogether));
        Assert.All(Windows(found), window => Assert.InRange(window, 60, stretch));
    }

    [Fact]
    public void Actors_without_channels_run_for_as_long_as_is_said()
    {
        var found = Of(3);

        Assert.Equal((1_000, 3), (found.Stretch, found.Actors.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Kernel_does_what_the_reference_simulator_does_over_many_windows_of_a_neighbourhood(bool areStars)
    {
        for (var seed = 0UL; seed < 60; seed++)
        {
            var topology = areStars ? Stars(seed) : Rings(seed);
            TestRun.AssertSame(new ReferenceSimulator(topology).Run(), TestRun.OnKernel(topology, new RunSettings()), $"seed {seed}");
            var found = Of(TestRun.Build(topology));
            Assert.True(found.Groups.Count > 1 && found.Stretch >= 3 * Windows(found).Max(), $"seed {seed} has no neighbourhoods");
            Assert.Equal(areStars, found.Groups.All(group => group.Second.Count > 0) && found.Groups.Any(group => group.IsOnSecondSide));
        }
    }

    [Fact]
    public void Threads_on_which_sides_take_turns_do_what_the_reference_simulator_does()
    {
        for (var seed = 0UL; seed < 60; seed++)
        {
            var topology = Stars(seed);
            var expected = new ReferenceSimulator(topology).Run();
            foreach (var settings in new[] { new RunSettings { Threads = 2, ThreadsExact = true }, new RunSettings { Threads = 2 } })
            {
                TestRun.AssertSame(expected, TestRun.OnKernel(topology, settings), $"seed {seed}");
                Assert.True(new Engine(TestRun.Build(topology), settings).TakesTurns, $"seed {seed} takes no turns");
            }
        }
    }

    [Fact]
    public void Sides_stand_at_one_time_whenever_a_partition_is_looked_at()
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var model = TestRun.Build(Stars(seed));
            var partition = model.Divide(new int[model.Actors.Count], 1).Single();
            partition.Start();
            for (var windows = 1; !partition.RunTo(long.MaxValue, windows); windows = windows % 5 + 1)
            {
                Assert.All(partition.Actors, actor => Assert.True(actor.LastEvent.Picoseconds < partition.Edge, $"seed {seed}: {actor.Name} is ahead"));
                Assert.True(partition.NextTime >= partition.Edge, $"seed {seed}: somebody is behind");
            }
        }
    }

    /// <summary>Three rings of 20 actors with short channels, and longer ones from each to the next.</summary>
    private static Topology Rings(ulong seed)
    {
        const int size = 20;
        var random = new TestRandom(seed);
        var far = Near * (4 + random.Below(5));
        var channels = new List<ChannelPlan>();
        for (var actor = 0; actor < 3 * size; actor++)
        {
            var ring = actor / size * size;
            channels.Add(Plan(random, actor, ring + (actor + 1) % size, Near + random.Below(20)));
            if (random.Percent(30)) channels.Add(Plan(random, actor, ring + random.Below(size), Near + random.Below(20)));
            if (random.Percent(15)) channels.Add(Plan(random, actor, (ring + size + random.Below(size)) % (3 * size), far + random.Below(20)));
        }

        // One that stays inside a side, and as many as it takes for three neighbours of one another.
        channels.Add(Plan(random, 1, 3, Near));
        for (var ring = 0; ring < 3; ring++) channels.Add(Plan(random, ring * size, (ring + 1) % 3 * size, far));
        return Randomly(seed, random, 3 * size, channels);
    }

    /// <summary>Four stars of 20 actors with short channels, and longer ones from the middle of each to the next: two sides everywhere.</summary>
    private static Topology Stars(ulong seed)
    {
        const int size = 20;
        var random = new TestRandom(seed);
        var far = Near * (4 + random.Below(5));
        var channels = new List<ChannelPlan>();
        for (var actor = 0; actor < 4 * size; actor++)
        {
            var middle = actor / size * size;
            if (actor != middle) AddBoth(middle, actor, Near + random.Below(20), Near + random.Below(20));
            else if (middle > 0) AddBoth(middle - size, middle, far + random.Below(20), far);
        }

        return Randomly(seed, random, 4 * size, channels);

        void AddBoth(int left, int right, int there, int back)
        {
            channels.Add(Plan(random, left, right, there));
            channels.Add(Plan(random, right, left, back));
        }
    }

    private static Topology Randomly(ulong seed, TestRandom random, int actors, List<ChannelPlan> channels)
    {
        var announces = random.Percent(20);
        var topology = new Topology(actors, channels, _ => throw new InvalidOperationException("no behaviours yet"));
        return topology with
        {
            BehaviourOf = actor => new RandomBehaviour(seed, actor, topology.OutputsOf(actor), topology.LongestChannel, announces),
        };
    }

    private static ChannelPlan Plan(TestRandom random, int from, int to, int latency) =>
        new(from, to, latency, [1 + random.Below(3), random.Below(3)], random.Percent(50) ? 0 : 500_000_000_000UL, 0, random.Percent(30));

    private static IEnumerable<int> Every(int step, int from, int to) => Enumerable.Range(from, to - from).Where(number => (number - from) % step == 0);

    private static Neighbourhoods Of(Model model) =>
        Of(model.Actors.Count, [.. model.Channels.Select(channel => (channel.From.Id, channel.To.Id, channel.Latency.Picoseconds))]);

    private static int[] Sizes(Neighbourhoods found) => [.. found.Groups.Select(group => group.Members.Count())];

    private static long[] Windows(Neighbourhoods found) => [.. found.Groups.Select(group => group.Window)];

    private static Neighbourhoods Of(int actors, params (int From, int To, long Latency)[] channels)
    {
        var model = new Model();
        for (var actor = 0; actor < actors; actor++) model.Add(new KernelActor(actor, new Script()));
        return Neighbourhoods.Of([model.Actors], channels, channels.Select(channel => channel.Latency).DefaultIfEmpty(1_000).Max()).Single();
    }
}
