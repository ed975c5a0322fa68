using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class FailureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Exception_in_an_actor_ends_the_run_with_actor_and_time(int threads)
    {
        foreach (var isExact in new[] { true, false })
        {
            foreach (var failing in Enumerable.Range(0, 6))
            {
                var failure = Fails(failing, self => self.SetTimer(1234, 0), new RunSettings { Threads = threads, ThreadsExact = isExact });

                Assert.Equal($"actor{failing}", failure.Actor);
                Assert.Equal(new SimTime(1234), failure.Time);
                Assert.Equal($"actor{failing} failed at 1.234 ns: on purpose", failure.Message);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Actor_that_keeps_itself_busy_at_one_instant_fails_by_name(int threads)
    {
        var busy = new Script { Start = self => self.SetTimer(500, 0), Timer = (self, _) => self.SetTimer(0, 0) };

        var failure = Assert.Throws<ActorFailedException>(() =>
            TestRun.OnKernel(Ring(actor => actor == 2 ? busy : Endless()), new RunSettings { Threads = threads, ThreadsExact = true }));

        Assert.Equal("actor2", failure.Actor);
        Assert.Equal(new SimTime(500), failure.Time);
        Assert.Contains("steps", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Million_steps_are_a_loop_and_a_little_less_is_not()
    {
        Topology Of(ulong steps) => Ring(actor => actor != 0 ? new Script() : new Script
        {
            Start = self => self.SetTimer(500, steps),
            Timer = (self, left) =>
            {
                if (left > 1) self.SetTimer(0, left - 1);
            },
        });

        Assert.Equal(1_000_000, TestRun.OnKernel(Of(1_000_000), new RunSettings()).Events);
        Assert.Throws<ActorFailedException>(() => TestRun.OnKernel(Of(1_000_001), new RunSettings()));
    }

    [Fact]
    public void Exception_at_the_start_names_the_actor()
    {
        var failure = Fails(3, _ => throw new InvalidOperationException("on purpose"), new RunSettings { Threads = 3 });

        Assert.Equal(("actor3", SimTime.Zero), (failure.Actor, failure.Time));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Failing_actor_tells_the_message_that_it_took_last(int threads)
    {
        var topology = Ring(actor => new Script
        {
            Start = self =>
            {
                if (actor == 0) self.Send(0, new TestMessage(0xabc));
            },
            Received = (self, _, message) =>
            {
                if (actor == 2) throw new InvalidOperationException("on purpose");
                self.Send(0, message);
            },
        });

        var failure = Assert.Throws<ActorFailedException>(() => TestRun.OnKernel(topology, new RunSettings { Threads = threads, ThreadsExact = true }));

        Assert.Equal(new SimTime(200), failure.Time);
        Assert.EndsWith("over actor1->actor2 at 200 ps", failure.LastTaken, StringComparison.Ordinal);
        Assert.Contains("abc", failure.LastTaken, StringComparison.Ordinal);
        Assert.Contains($"on purpose; it last took {failure.LastTaken}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slot_cannot_be_given_back_in_the_past()
    {
        var topology = Ring(actor => new Script
        {
            Start = self =>
            {
                if (actor == 0) self.Send(0, new TestMessage(1));
            },
            Received = (self, _, _) => self.ReleaseAt(self.Now - 1),
        });

        var failure = Assert.Throws<ActorFailedException>(() => TestRun.OnKernel(topology, new RunSettings()));

        Assert.Contains("cannot be given back", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    public void Class_without_credits_on_the_channel_is_refused_by_name(int messageClass)
    {
        var topology = Ring(_ => new Script { Start = self => self.Send(0, new TestMessage(1, messageClass)) });

        var failure = Assert.Throws<ActorFailedException>(() => TestRun.OnKernel(topology, new RunSettings()));

        Assert.Contains($"actor0->actor1: messages of class {messageClass} never travel here", failure.Message, StringComparison.Ordinal);
    }

    private static ActorFailedException Fails(int failing, Action<ITestActor> start, RunSettings settings)
    {
        var script = new Script { Start = start, Timer = (_, _) => throw new InvalidOperationException("on purpose") };
        return Assert.Throws<ActorFailedException>(() => TestRun.OnKernel(Ring(actor => actor == failing ? script : Endless()), settings));
    }

    private static Script Endless() => new() { Start = self => self.SetTimer(70, 0), Timer = (self, _) => self.SetTimer(70, 0) };

    private static Topology Ring(Func<int, ITestBehaviour> behaviourOf) =>
        new(6, [.. Enumerable.Range(0, 6).Select(actor => new ChannelPlan(actor, (actor + 1) % 6, 100, [1]))], behaviourOf);
}
