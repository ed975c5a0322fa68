using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Channels;

public sealed class PulledPortTests
{
    private const ulong BytePerPicosecond = 1_000_000_000_000;

    [Fact]
    public void Arbiter_is_asked_whenever_line_and_credit_are_free()
    {
        var outcome = TestRun.Everywhere(Pulled([1], () => Sender(messages: 3, bytes: 64)));

        // 64 ps of line, 100 to the receiver, 100 for the credit to come back.
        Assert.Equal([0L, 264, 528], ReadyTimes(outcome));
        Assert.Equal([164L, 428, 692], outcome.ReceivedTimes(1));
    }

    [Fact]
    public void Arbiter_is_asked_at_the_pace_of_the_line_while_there_are_credits()
    {
        var outcome = TestRun.Everywhere(Pulled([8], () => Sender(messages: 4, bytes: 64)));

        Assert.Equal([0L, 64, 128, 192], ReadyTimes(outcome));
    }

    [Fact]
    public void Credit_that_is_back_while_the_line_is_taken_wakes_the_arbiter_when_the_line_is_free()
    {
        // The first message's slot is free at 110 and its credit back at 210; the second holds the line until 240.
        var outcome = TestRun.Everywhere(Pulled([1, 1], () => new Script
        {
            Start = actor => actor.SetWanted(0, 1),
            Ready = (actor, _) =>
            {
                var isFirst = actor.Now == 0;
                if (isFirst)
                {
                    actor.Send(0, new TestMessage(1, 0, 10));
                    actor.Send(0, new TestMessage(2, 1, 230));
                }
                else
                {
                    actor.Send(0, new TestMessage(3, 0, 10));
                    actor.SetWanted(0, 0);
                }
            },
        }));

        Assert.Equal([0L, 240], ReadyTimes(outcome));
    }

    [Fact]
    public void Arbiter_is_asked_after_everything_else_of_the_instant()
    {
        var script = new Script
        {
            Start = actor => actor.SetTimer(100, 1),
            Received = (actor, _, _) => actor.SetWanted(0, 1),
            Timer = (actor, token) =>
            {
                if (token == 1) actor.SetTimer(0, 2);
            },
            Ready = (actor, _) =>
            {
                actor.Send(0, new TestMessage(9));
                actor.SetWanted(0, 0);
            },
        };
        var feeder = new Script { Start = actor => actor.Send(0, new TestMessage(1)) };

        var outcome = TestRun.Everywhere(new Topology(
            2, [new ChannelPlan(0, 1, 5000, [1], Pulled: true), new ChannelPlan(1, 0, 100, [1])], actor => actor == 0 ? script : feeder));

        Assert.Equal([LogKind.Receive, LogKind.Timer, LogKind.Timer, LogKind.Ready], outcome.Logs[0].Select(entry => entry.Kind));
        Assert.All(outcome.Logs[0], entry => Assert.Equal(100, entry.Time));
    }

    [Fact]
    public void Pieces_of_a_big_message_alternate_with_the_arbiter()
    {
        var outcome = TestRun.Everywhere(Pulled([8, 1], () =>
        {
            var isBigSent = false;
            var small = 10UL;
            return new Script
            {
                Start = actor => actor.SetWanted(0, 0b11),
                Ready = (actor, _) =>
                {
                    if (isBigSent) actor.Send(0, new TestMessage(small++, 0, 10));
                    else actor.Send(0, new TestMessage(1, 1, 700));
                    isBigSent = true;
                    actor.SetWanted(0, small < 14 ? 0b01u : 0);
                },
            };
        }));

        Assert.Equal([(366L, 10UL), (632, 11), (820, 1), (830, 12), (840, 13)], outcome.Received(1));
    }

    [Fact]
    public void Port_that_becomes_wanted_during_the_grants_is_served_in_their_order()
    {
        var script = new Script
        {
            Start = actor => actor.SetWanted(1, 1),
            Ready = (actor, output) =>
            {
                actor.Send(output, new TestMessage((ulong)output));
                actor.SetWanted(output, 0);
                if (output != 1) return;
                actor.SetWanted(0, 1);
                actor.SetWanted(2, 1);
                actor.SetTimer(0, 7);
            },
        };
        ChannelPlan Link(int to) => new(0, to, 100, [1], Pulled: true);

        var outcome = TestRun.Everywhere(new Topology(2, [Link(1), Link(1), Link(1)], actor => actor == 0 ? script : new Script()));

        Assert.Equal(
            [(LogKind.Ready, 1), (LogKind.Ready, 2), (LogKind.Timer, 0), (LogKind.Ready, 0)],
            outcome.Logs[0].Select(entry => (entry.Kind, entry.Port)));
    }

    [Fact]
    public void Arbiter_that_sends_nothing_is_an_error()
    {
        var failure = Failure(new Script { Start = actor => actor.SetWanted(0, 1) });

        Assert.Equal("actor0", failure.Actor);
        Assert.Contains("sent nothing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pulled_port_refuses_what_has_no_credit()
    {
        var failure = Failure(new Script
        {
            Start = actor => actor.SetWanted(0, 1),
            Ready = (actor, _) =>
            {
                actor.Send(0, new TestMessage(1));
                actor.Send(0, new TestMessage(2));
            },
        });

        Assert.Contains("without credit", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_that_never_travels_on_a_channel_cannot_be_wanted()
    {
        var failure = Failure(new Script { Start = actor => actor.SetWanted(0, 0b100) });

        Assert.Contains("class 2 never travel here", failure.Message, StringComparison.Ordinal);
    }

    private static ActorFailedException Failure(Script script) =>
        Assert.Throws<ActorFailedException>(() => TestRun.OnKernel(Pulled([1], () => script), new RunSettings()));

    private static IEnumerable<long> ReadyTimes(Outcome outcome) =>
        outcome.Logs[0].Where(entry => entry.Kind == LogKind.Ready).Select(entry => entry.Time);

    private static Topology Pulled(int[] credits, Script sender) =>
        new(2, [new ChannelPlan(0, 1, 100, credits, BytePerPicosecond, Pulled: true)], actor => actor == 0 ? sender : new Script());

    private static Topology Pulled(int[] credits, Func<Script> sender) =>
        new(2, [new ChannelPlan(0, 1, 100, credits, BytePerPicosecond, Pulled: true)], actor => actor == 0 ? sender() : new Script());

    private static Script Sender(int messages, int bytes)
    {
        var left = messages;
        return new Script
        {
            Start = actor => actor.SetWanted(0, 1),
            Ready = (actor, _) =>
            {
                actor.Send(0, new TestMessage((ulong)left, Bytes: bytes));
                if (--left == 0) actor.SetWanted(0, 0);
            },
        };
    }
}
