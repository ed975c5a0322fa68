using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class EndOfRunTests
{
    [Fact]
    public void What_happens_a_picosecond_before_the_end_is_handled_and_what_happens_at_the_end_is_not()
    {
        var topology = Pair(actor =>
        {
            actor.SetTimer(999, 1);
            actor.SetTimer(1000, 2);
            actor.SetTimer(1001, 3);
        });

        var outcome = TestRun.Everywhere(topology with { Duration = 1000 });

        Assert.Equal([1UL], outcome.Logs[0].Select(entry => entry.Id));
        Assert.Equal(1000, outcome.End);
    }

    [Fact]
    public void Message_that_arrives_at_the_end_is_not_taken()
    {
        var topology = Pair(actor => actor.Send(0, new TestMessage(1)));

        Assert.Empty(TestRun.Everywhere(topology with { Duration = 100 }).Logs[1]);
        Assert.Single(TestRun.Everywhere(topology with { Duration = 101 }).Logs[1]);
    }

    [Fact]
    public void Run_with_nothing_left_ends_with_its_last_event()
    {
        var topology = Pair(actor => actor.Send(0, new TestMessage(1)));

        Assert.Equal(100, TestRun.Everywhere(topology).End);
        Assert.Equal(100, TestRun.Everywhere(topology with { Duration = 1_000_000 }).End);
    }

    [Fact]
    public void Credit_on_its_way_that_nobody_waits_for_is_nothing_left()
    {
        // The slot is given back at 100, and the credit would be back at 200: after the end.
        var topology = Pair(actor => actor.Send(0, new TestMessage(1)));

        Assert.Equal(100, TestRun.Everywhere(topology with { Duration = 150 }).End);
    }

    [Fact]
    public void Credit_on_its_way_that_somebody_waits_for_is_something_left()
    {
        var topology = Pair(actor =>
        {
            actor.Send(0, new TestMessage(1));
            actor.Send(0, new TestMessage(2));
        });

        Assert.Equal(150, TestRun.Everywhere(topology with { Duration = 150 }).End);
    }

    [Fact]
    public void Announced_stop_ends_the_run_for_everyone()
    {
        var topology = new Topology(4, [new ChannelPlan(0, 1, 100, [1]), new ChannelPlan(1, 2, 30, [1]), new ChannelPlan(2, 0, 40, [1])], actor => Endless(actor, stopAt: 1000));

        var outcome = TestRun.Everywhere(topology);

        Assert.Equal(1200, outcome.End);
        Assert.All(outcome.Logs, log => Assert.Equal(1190, log[^1].Time));
    }

    [Fact]
    public void Stop_reaches_actors_that_no_channel_reaches()
    {
        var outcome = TestRun.Everywhere(new Topology(4, [new ChannelPlan(0, 0, 100, [1]), new ChannelPlan(2, 3, 70, [1])], actor => Endless(actor, stopAt: 1000)));

        Assert.Equal(1200, outcome.End);
        Assert.All(outcome.Logs, log => Assert.Equal(1190, log[^1].Time));
    }

    [Fact]
    public void Model_without_channels_runs_and_stops()
    {
        Assert.Equal((new SimTime(2_005_000), 2_004_990L), Run(threads: 1));
        Assert.Equal(Run(threads: 1), Run(threads: 3));

        static (SimTime End, long LastTimer) Run(int threads)
        {
            var model = new Model();
            for (var actor = 0; actor < 3; actor++) model.Add(new KernelActor(actor, Endless(actor, stopAt: 5_000, ahead: 2_000_000)));
            var report = TestRun.Within(new Engine(model, new RunSettings { Threads = threads, ThreadsExact = true }).Run);
            return (report.End, model.Actors.Cast<KernelActor>().Max(actor => actor.Log[^1].Time));
        }
    }

    [Fact]
    public void Earliest_of_several_stops_counts()
    {
        var script = new Script
        {
            Start = actor =>
            {
                actor.SetTimer(10, 900);
                actor.SetTimer(20, 500);
                actor.SetTimer(30, 700);
                actor.SetTimer(5000, 1);
            },
            Timer = (actor, stop) => actor.AnnounceStop((long)stop),
        };

        var outcome = TestRun.Everywhere(new Topology(2, [new ChannelPlan(0, 1, 100, [1])], actor => actor == 0 ? script : new Script()));

        Assert.Equal(500, outcome.End);
    }

    [Theory]
    [InlineData(199, false)]
    [InlineData(200, true)]
    public void Stop_that_not_everyone_can_hear_of_is_refused(long ahead, bool isHeard)
    {
        var topology = new Topology(2, [new ChannelPlan(0, 1, 100, [1]), new ChannelPlan(1, 0, 5, [1])], actor => Endless(actor, stopAt: 50, ahead));

        if (isHeard)
        {
            Assert.Equal(250, TestRun.Everywhere(topology).End);
            return;
        }

        var failure = Assert.Throws<ActorFailedException>(() => TestRun.OnKernel(topology, new RunSettings()));
        Assert.Contains("a stop at 249 ps cannot reach everyone: 250 ps is the earliest", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Empty_model_ends_at_once(int threads) =>
        Assert.Equal(new RunReport(SimTime.Zero, 0, 0, 1, 0), new Engine(new Model(), new RunSettings { Threads = threads }).Run());

    private static Topology Pair(Action<ITestActor> start) =>
        new(2, [new ChannelPlan(0, 1, 100, [1])], actor => actor == 0 ? new Script { Start = start } : new Script());

    /// <summary>A timer each 10 ps for ever; actor 0 announces the stop.</summary>
    private static Script Endless(int actor, long stopAt, long ahead = 200) => new()
    {
        Start = self => self.SetTimer(10, 0),
        Timer = (self, _) =>
        {
            self.SetTimer(10, 0);
            if (actor == 0 && self.Now == stopAt) self.AnnounceStop(stopAt + ahead);
        },
    };
}
