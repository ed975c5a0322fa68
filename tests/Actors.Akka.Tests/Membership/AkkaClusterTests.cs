using Akka.Actor;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Akka.Wire;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Random;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Akka.Tests.Membership;

/// <summary>Rounds, results and losses between nodes, without a network between them.</summary>
public sealed class AkkaClusterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1100, 1110, 2, Grain.Element)]
    [InlineData(1110, 1120, 3, Grain.Element)]
    [InlineData(1120, 1130, 3, Grain.Node)]
    public void Nodes_do_what_the_reference_simulator_does(int first, int end, int nodes, Grain grain)
    {
        for (var seed = first; seed < end; seed++)
        {
            var topology = RandomTopology.Of((ulong)seed);

            var digests = Run(topology, nodes, grain).SelectMany(engine => engine.DigestsOfActors()).OrderBy(digest => digest.Actor).ToList();

            var alone = new Engine(TestRun.Build(topology), Settings(topology));
            alone.Run();
            Assert.Equal(alone.DigestsOfActors(), digests);
        }
    }

    [Fact]
    public void Batch_of_a_round_of_many_parts_arrives_whole()
    {
        var nodes = DirectPeers.Connect(2, Patience);
        var batch = new byte[3 * NodeFrame.MostBytesOfPart + 5];
        new System.Random(2).NextBytes(batch);

        nodes[0].Send(0, 1, batch);
        foreach (var node in nodes) node.Vote(node.Node, new Vote(10 + node.Node, long.MaxValue, 0));
        var agreed = nodes.Select(node => node.Agree(node.Node)).ToList();

        Assert.All(agreed, vote => Assert.Equal(10, vote.Next));
        Assert.Equal(batch, nodes[1].Receive(0, 1).ToArray());
        Assert.True(nodes[0].Receive(1, 0).IsEmpty);
    }

    [Fact]
    public void Batch_can_be_read_while_its_sender_sends_the_next()
    {
        var nodes = DirectPeers.Connect(2, Patience);
        nodes[0].Send(0, 1, new byte[] { 1 });
        foreach (var node in nodes) node.Vote(node.Node, Vote.Neutral);
        foreach (var node in nodes) node.Agree(node.Node);
        var read = nodes[1].Receive(0, 1);

        nodes[0].Send(0, 1, new byte[] { 2 });
        nodes[0].Vote(0, Vote.Neutral);

        Assert.Equal([1], read.ToArray());
    }

    [Fact]
    public void Whoever_waits_is_called_when_the_last_part_is_here_and_once()
    {
        var nodes = DirectPeers.Connect(3, Patience);
        var calls = 0;
        nodes[0].Vote(0, Vote.Neutral);
        ((IMeetingPlace)nodes[0]).WhenMet(() => calls++);

        nodes[1].Vote(1, Vote.Neutral);
        Assert.Equal(0, calls);
        nodes[2].Vote(2, Vote.Neutral);

        Assert.Equal(1, calls);
        nodes[0].Agree(0);
    }

    [Fact]
    public void Node_that_cannot_go_on_is_named_with_its_reason()
    {
        var nodes = DirectPeers.Connect(2, Patience);

        nodes[1].Fail("dcd0 failed at 5 ns: on purpose");
        nodes[0].Vote(0, Vote.Neutral);

        Assert.Equal("node-1: dcd0 failed at 5 ns: on purpose", Assert.Throws<NodeFailedException>(() => nodes[0].Agree(0)).Message);
    }

    [Fact]
    public void Lost_node_ends_the_wait_of_a_thread_and_of_an_actor()
    {
        var nodes = DirectPeers.Connect(2, Patience);
        var calls = 0;
        nodes[0].Vote(0, Vote.Neutral);
        ((IMeetingPlace)nodes[0]).WhenMet(() => calls++);

        nodes[0].Lose(1, "node-1 was silent");

        Assert.Equal(1, calls);
        var lost = Assert.Throws<NodeLostException>(() => nodes[0].Agree(0));
        Assert.Equal([1], lost.Nodes);
        Assert.Equal("node-1 was silent", lost.Message);
    }

    [Fact]
    public void Round_that_is_here_counts_although_its_sender_is_lost()
    {
        var nodes = DirectPeers.Connect(2, Patience);
        nodes[1].Vote(1, new Vote(5, long.MaxValue, 0));
        nodes[0].Vote(0, Vote.Neutral);

        nodes[0].Lose(1, "node-1 was silent");

        Assert.Equal(5, nodes[0].Agree(0).Next);
    }

    [Fact]
    public void Node_without_an_answer_is_put_out_when_patience_is_over()
    {
        var peers = new DirectPeers();
        var nodes = DirectPeers.Connect(2, TimeSpan.FromMilliseconds(50), peers);
        nodes[0].Vote(0, Vote.Neutral);

        var lost = Assert.Throws<NodeLostException>(() => nodes[0].Agree(0));

        Assert.StartsWith("node-1 (here) has not answered for", lost.Message, StringComparison.Ordinal);
        Assert.Equal([1], peers.PutOutNodes);
    }

    [Fact]
    public void Results_go_to_the_first_node_that_is_left()
    {
        var nodes = DirectPeers.Connect(3, Patience);
        foreach (var node in nodes.Skip(1)) node.Lose(0, "node-0 was silent");
        var long2 = new byte[2 * NodeFrame.MostBytesOfPart];

        var giving = Task.Factory.StartNew(() => nodes[2].Gather(long2), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var gathered = TestRun.Within(() => nodes[1].Gather([7]));

        Assert.True(nodes[1].IsGatherer);
        Assert.Equal([null, [7], long2], gathered);
        Assert.Empty(TestRun.Within(() => giving.GetAwaiter().GetResult()));
    }

    [Fact]
    public void Results_are_taken_as_often_as_there_are_any()
    {
        var nodes = DirectPeers.Connect(2, Patience);
        var first = Start(() => nodes[1].Gather([1]));
        Assert.Equal([1], TestRun.Within(() => nodes[0].Gather([9]))[1]);
        TestRun.Within(() => first.GetAwaiter().GetResult());

        var taking = Start(() => nodes[0].Gather([9]));
        // What the first run gave is not there for the second.
        Assert.False(SpinWait.SpinUntil(() => taking.IsCompleted, TimeSpan.FromMilliseconds(200)));
        TestRun.Within(() => nodes[1].Gather([2]));

        Assert.Equal([2], TestRun.Within(() => taking.GetAwaiter().GetResult())[1]);

        static Task<T> Start<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    [Fact]
    public void Leaving_is_known_to_all_before_the_round_that_ends_the_run()
    {
        var nodes = DirectPeers.Connect(2, Patience);

        nodes[1].AnnounceLeave();
        nodes[1].Vote(1, Vote.Neutral with { IsInterrupted = true });
        nodes[0].Vote(0, Vote.Neutral);

        Assert.True(nodes[0].Agree(0).IsInterrupted);
        Assert.Equal([1], nodes[0].Leaving);
        Assert.Equal([1], nodes[1].Leaving);
    }

    private static Engine[] Run(Topology topology, int nodes, Grain grain)
    {
        var clusters = DirectPeers.Connect(nodes, Patience);
        var systems = clusters.Select(_ => ActorSystem.Create("node", AkkaSettings.ForOneProcess(null))).ToList();
        var running = clusters.Select(cluster => Task.Factory.StartNew(
            () =>
            {
                var model = TestRun.Build(topology);
                var engine = new Engine(model, Settings(topology) with
                {
                    Cluster = cluster,
                    NodeOfActor = model.Place(nodes, _ => null),
                    Driver = new AkkaDriver(systems[cluster.Node], grain, cluster),
                });
                engine.Run();
                return engine;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var engines = TestRun.Within(() => Task.WhenAll(running).GetAwaiter().GetResult());
        foreach (var one in systems) one.Terminate().GetAwaiter().GetResult();
        return engines;
    }

    private static RunSettings Settings(Topology topology) =>
        topology.Duration is { } duration ? new RunSettings { Duration = new Protocol.SimTime(duration) } : new RunSettings();
}
