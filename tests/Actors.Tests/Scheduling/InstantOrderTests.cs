using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Scheduling;

public sealed class InstantOrderTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    public void Messages_of_one_instant_are_taken_by_port_and_then_in_channel_order(int senders)
    {
        // The last sender has the first port.
        var channels = Enumerable.Range(1, senders).Reverse().Select(sender => new ChannelPlan(sender, 0, 100, [2])).ToList();

        var outcome = TestRun.Everywhere(new Topology(senders + 1, channels, actor => new Script
        {
            Start = self =>
            {
                if (actor == 0) return;
                self.Send(0, new TestMessage((ulong)actor * 10));
                self.Send(0, new TestMessage((ulong)actor * 10 + 1));
            },
        }));

        var expected = Enumerable.Range(1, senders).Reverse().SelectMany(sender => new[] { (ulong)sender * 10, (ulong)sender * 10 + 1 });
        Assert.Equal(expected, outcome.ReceivedIds(0));
    }

    [Fact]
    public void Messages_are_taken_in_the_order_of_time_whatever_the_latencies()
    {
        int[] latencies = [700, 20, 5000, 300, 20, 1, 100_000];
        var channels = latencies.Select((latency, index) => new ChannelPlan(index + 1, 0, latency, [1])).ToList();

        var outcome = TestRun.Everywhere(new Topology(8, channels, actor => new Script
        {
            Start = self =>
            {
                if (actor != 0) self.Send(0, new TestMessage((ulong)actor));
            },
        }));

        Assert.Equal([(1L, 6UL), (20, 2), (20, 5), (300, 4), (700, 1), (5000, 3), (100_000, 7)], outcome.Received(0));
    }

    [Fact]
    public void Arrivals_come_before_credits_and_credits_before_timers()
    {
        // At 200 a message arrives at actor 0, a credit is back for what waits, and a timer is due. The line shows the order:
        // what the arrival sends goes first, then what waited, then what the timer sends.
        var script = new Script
        {
            Start = actor =>
            {
                actor.Send(0, new TestMessage(1, 0));
                actor.Send(0, new TestMessage(2, 0));
                actor.SetTimer(200, 0);
            },
            Received = (actor, _, _) => actor.Send(0, new TestMessage(3, 1)),
            Timer = (actor, _) => actor.Send(0, new TestMessage(4, 2)),
        };
        var feeder = new Script { Start = actor => actor.Send(0, new TestMessage(9)) };

        var outcome = TestRun.Everywhere(new Topology(
            3, [new ChannelPlan(0, 1, 100, [1, 1, 1]), new ChannelPlan(2, 0, 200, [1])], actor => actor == 0 ? script : actor == 2 ? feeder : new Script()));

        Assert.Equal([1UL, 3, 2, 4], outcome.ReceivedIds(1));
    }

    [Fact]
    public void Timer_without_delay_fires_after_all_that_is_due_at_the_instant()
    {
        var script = new Script
        {
            Start = actor =>
            {
                actor.SetTimer(100, 1);
                actor.SetTimer(100, 2);
            },
            Received = (actor, _, _) => actor.SetTimer(0, 3),
            Timer = (actor, token) =>
            {
                if (token == 1) actor.SetTimer(0, 4);
                if (token == 4) actor.SetTimer(0, 5);
            },
        };
        var feeder = new Script
        {
            Start = actor =>
            {
                actor.Send(0, new TestMessage(8));
                actor.Send(0, new TestMessage(9));
            },
        };

        var outcome = TestRun.Everywhere(new Topology(2, [new ChannelPlan(1, 0, 100, [2])], actor => actor == 0 ? script : feeder));

        Assert.Equal([8UL, 9, 1, 2, 3, 3, 4, 5], outcome.Logs[0].Select(entry => entry.Id));
        Assert.All(outcome.Logs[0], entry => Assert.Equal(100, entry.Time));
    }

    [Fact]
    public void Timer_without_delay_fires_at_the_start_too()
    {
        var outcome = TestRun.Everywhere(new Topology(2, [new ChannelPlan(0, 1, 100, [1])], _ => new Script { Start = actor => actor.SetTimer(0, 1) }));

        Assert.Equal(2, outcome.Events);
        Assert.Equal(0, outcome.End);
    }

    [Fact]
    public void Cancelled_timer_does_not_fire_and_a_fired_one_cannot_be_cancelled()
    {
        var script = new Script
        {
            Start = actor =>
            {
                actor.SetTimer(10, 1);
                actor.SetTimer(20, 2);
                actor.SetTimer(30, 3);
            },
            Timer = (actor, token) =>
            {
                if (token != 1) return;
                actor.Note(actor.CancelTimer(1) ? 1UL : 0);
                actor.Note(actor.CancelTimer(1) ? 1UL : 0);
                actor.Note(actor.CancelTimer(0) ? 1UL : 0);
            },
        };

        var outcome = TestRun.Everywhere(new Topology(2, [new ChannelPlan(0, 1, 100, [1])], actor => actor == 0 ? script : new Script()));

        Assert.Equal([1UL, 0, 0], outcome.Notes(0));
        Assert.Equal([1UL, 3], outcome.Logs[0].Where(entry => entry.Kind == LogKind.Timer).Select(entry => entry.Id));
    }

    [Fact]
    public void Actor_may_send_to_itself()
    {
        var script = new Script
        {
            Start = actor => actor.Send(0, new TestMessage(1)),
            Received = (actor, _, message) =>
            {
                if (message.Id < 4) actor.Send(0, new TestMessage(message.Id + 1));
            },
        };

        var outcome = TestRun.Everywhere(new Topology(1, [new ChannelPlan(0, 0, 100, [1])], _ => script));

        // A slot is free when its message has been dealt with: the answer to a message waits for that message's credit.
        Assert.Equal([100L, 300, 500, 700], outcome.ReceivedTimes(0));
    }
}
