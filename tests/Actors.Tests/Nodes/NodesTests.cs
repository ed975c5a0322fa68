using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Random;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Actors.Tests.Running;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Nodes;

/// <summary>A model that several nodes share, each with a copy of which it runs its own part.</summary>
public sealed class NodesTests
{
    [Theory]
    [InlineData(700, 740, 2, 1)]
    [InlineData(740, 780, 3, 1)]
    [InlineData(780, 800, 2, 2)]
    [InlineData(800, 820, 3, 3)]
    public void Nodes_do_what_the_reference_simulator_does(int first, int end, int nodes, int threads)
    {
        for (var seed = first; seed < end; seed++)
        {
            var topology = RandomTopology.Of((ulong)seed);

            var outcome = OnNodes(topology, nodes, new RunSettings { Threads = threads, ThreadsExact = true }, _ => null);

            TestRun.AssertSame(new ReferenceSimulator(topology).Run(), outcome, $"seed {seed}, {nodes} nodes");
            Assert.Equal(TestRun.OnKernel(topology, new RunSettings()).Digest, outcome.Digest);
        }
    }

    [Theory]
    [InlineData(840, 860, 2, true)]
    [InlineData(860, 880, 3, true)]
    [InlineData(880, 900, 3, false)]
    public void Nodes_whose_partitions_somebody_else_runs_do_the_same(int first, int end, int nodes, bool hasPartitionPerActor)
    {
        for (var seed = first; seed < end; seed++)
        {
            var topology = RandomTopology.Of((ulong)seed);

            var outcome = OnNodes(topology, nodes, new RunSettings { Driver = new ShuffledDriver(hasPartitionPerActor, (ulong)seed) }, _ => null);

            TestRun.AssertSame(new ReferenceSimulator(topology).Run(), outcome, $"seed {seed}, {nodes} nodes");
            Assert.Equal(TestRun.OnKernel(topology, new RunSettings()).Digest, outcome.Digest);
        }
    }

    [Fact]
    public void Placement_changes_nothing_even_where_a_node_has_no_actor()
    {
        for (var seed = 820; seed < 840; seed++)
        {
            var topology = RandomTopology.Of((ulong)seed);
            foreach (var pin in new Func<Actor, int?>[] { actor => actor.Id % 3, _ => 2, actor => actor.Id == 0 ? 1 : null })
            {
                var outcome = OnNodes(topology, 3, new RunSettings(), pin);

                TestRun.AssertSame(new ReferenceSimulator(topology).Run(), outcome, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Bug_in_an_actor_ends_all_nodes_with_node_actor_and_time()
    {
        var topology = new Topology(3, [.. Enumerable.Range(0, 3).Select(actor => new ChannelPlan(actor, (actor + 1) % 3, 1000, [1]))], actor => new Script
        {
            Start = self => self.SetTimer(100, 0),
            Timer = (self, _) =>
            {
                if (actor == 1 && self.Now == 5_100) throw new InvalidOperationException("on purpose");
                self.SetTimer(1000, 0);
            },
        });

        var failures = Run(topology, 3, new RunSettings(), actor => actor.Id, engine => Record.Exception(() => engine.Run()));

        var own = Assert.IsType<ActorFailedException>(failures[1]);
        Assert.Equal(new SimTime(5_100), own.Time);
        Assert.All([failures[0], failures[2]], failure => Assert.Equal("node-1: actor1 failed at 5.1 ns: on purpose", Assert.IsType<NodeFailedException>(failure).Message));
    }

    [Fact]
    public void Interrupt_on_one_node_ends_all_at_the_same_time()
    {
        var topology = new Topology(
            2, [new ChannelPlan(0, 1, 1000, [1]), new ChannelPlan(1, 0, 1000, [1])],
            _ => new Script { Start = self => self.SetTimer(100, 0), Timer = (self, _) => self.SetTimer(100, 0) });

        var reports = Run(topology, 2, new RunSettings(), actor => actor.Id, engine =>
        {
            if (engine.IsHere(engine.Actors[0])) engine.Interrupt();
            return engine.Run();
        });

        Assert.All(reports, report => Assert.True(report.IsInterrupted));
        Assert.Equal(reports[0].End, reports[1].End);
    }

    [Fact]
    public void Pinned_actors_are_where_they_were_pinned_and_the_rest_near_them()
    {
        // A chain with its longest channel in the middle.
        (int, int, long)[] channels = [(0, 1, 10), (1, 2, 500), (2, 3, 10)];

        Assert.Equal([1, 1, 0, 0], Partitioner.Divide([1, 1, 1, 1], channels, 2, [Partitioner.Free, 1, Partitioner.Free, Partitioner.Free]));
        Assert.Equal([1, 0, 1, 0], Partitioner.Divide([1, 1, 1, 1], channels, 2, [1, 0, 1, 0]));
    }

    [Fact]
    public void Cut_that_leaves_all_work_on_one_side_is_none()
    {
        // Three behind short channels, and one far away.
        (int, int, long)[] channels = [(0, 1, 10), (1, 2, 10), (2, 3, 500)];

        Assert.Equal(3, Partitioner.Divide([5, 5, 5, 1], channels, 2).GroupBy(partition => partition).Max(group => group.Count()));
        Assert.Equal(2, Partitioner.Divide([5, 5, 5, 1], channels, 2, null, 1.5).GroupBy(partition => partition).Max(group => group.Count()));
    }

    private static Outcome OnNodes(Topology topology, int nodes, RunSettings settings, Func<Actor, int?> pin)
    {
        var parts = Run(topology, nodes, settings, pin, engine => (Engine: engine, Report: engine.Run()));
        var logs = Enumerable.Range(0, topology.Actors)
            .Select(actor => parts.Select(part => part.Engine).Single(engine => engine.IsHere(engine.Actors[actor])).Actors[actor])
            .Select(actor => ((KernelActor)actor).Log);
        var digests = parts.SelectMany(part => part.Engine.DigestsOfActors()).OrderBy(digest => digest.Actor).ToList();
        Assert.Single(parts.Select(part => (part.Report.End, part.Report.Events)).Distinct());
        return new Outcome([.. logs], parts[0].Report.End.Picoseconds, parts[0].Report.Events) { Digest = parts[0].Engine.Digest(digests) };
    }

    /// <summary>What came of it on each node.</summary>
    private static T[] Run<T>(Topology topology, int nodes, RunSettings settings, Func<Actor, int?> pin, Func<Engine, T> run)
    {
        var hall = new ThreadCluster.Hall();
        if (topology.Duration is { } duration) settings = settings with { Duration = new SimTime(duration) };
        var running = Enumerable.Range(0, nodes).Select(node => Task.Factory.StartNew(
            () =>
            {
                var model = TestRun.Build(topology);
                var place = model.Place(nodes, pin);
                return run(new Engine(model, settings with { Cluster = new ThreadCluster(hall, node, nodes), NodeOfActor = place }));
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        return TestRun.Within(() => Task.WhenAll(running).GetAwaiter().GetResult());
    }
}
