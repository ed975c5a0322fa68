using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Channels;

public sealed class CreditTests
{
    [Fact]
    public void Message_without_credit_departs_when_the_credit_is_back()
    {
        var outcome = TestRun.Everywhere(OneWay(new ChannelPlan(0, 1, 100, [1]), actor => Send(actor, 1, 2, 3)));

        Assert.Equal([100L, 300, 500], outcome.ReceivedTimes(1));
    }

    [Fact]
    public void Port_delay_counts_for_messages_and_for_credits()
    {
        var outcome = TestRun.Everywhere(OneWay(new ChannelPlan(0, 1, 100, [1], PortDelay: 7), actor => Send(actor, 1, 2)));

        Assert.Equal([107L, 321], outcome.ReceivedTimes(1));
    }

    [Fact]
    public void Class_without_credit_does_not_hold_up_another()
    {
        var topology = OneWay(
            new ChannelPlan(0, 1, 100, [1, 8]),
            actor =>
            {
                Send(actor, 1, 2);
                for (var id = 10UL; id < 15; id++) actor.Send(0, new TestMessage(id, Class: 1));
            },
            (actor, message) =>
            {
                if (message.Class == 0) actor.Hold();
            });

        var outcome = TestRun.Everywhere(topology);

        Assert.Equal([1UL, 10, 11, 12, 13, 14], outcome.ReceivedIds(1));
        Assert.All(outcome.ReceivedTimes(1), time => Assert.Equal(100, time));
    }

    [Fact]
    public void Credit_counts_from_the_instant_at_which_it_is_back()
    {
        var sender = new Script
        {
            Start = actor =>
            {
                Send(actor, 1);
                actor.SetTimer(199, 0);
                actor.SetTimer(200, 2);
            },
            Timer = (actor, token) =>
            {
                actor.Note(actor.HasCredit(0, 0) ? 1UL : 0);
                if (token != 0) Send(actor, token);
            },
        };

        var outcome = TestRun.Everywhere(new Topology(2, [new ChannelPlan(0, 1, 100, [1])], actor => actor == 0 ? sender : new Script()));

        Assert.Equal([0UL, 1], outcome.Notes(0));
        Assert.Equal([100L, 300], outcome.ReceivedTimes(1));
    }

    [Fact]
    public void Credits_return_in_order_when_a_later_slot_is_given_back_earlier()
    {
        var topology = OneWay(
            new ChannelPlan(0, 1, 100, [2]),
            actor => Send(actor, 1, 2, 3, 4),
            (actor, message) =>
            {
                if (message.Id == 1) actor.ReleaseAt(500);
            });

        var outcome = TestRun.Everywhere(topology);

        Assert.Equal([100L, 100, 700, 700], outcome.ReceivedTimes(1));
    }

    [Fact]
    public void What_waited_departs_in_the_order_of_sending_whatever_its_class()
    {
        var topology = OneWay(
            new ChannelPlan(0, 1, 100, [1, 1, 1], BytesPerSecond: 1_000_000_000_000),
            actor =>
            {
                foreach (var (id, @class) in new[] { (1UL, 0), (2UL, 1), (3UL, 2), (4UL, 2), (5UL, 0), (6UL, 1) })
                    actor.Send(0, new TestMessage(id, @class, 10));
            },
            (actor, _) => actor.ReleaseAt(Math.Max(actor.Now, 1000)));

        var outcome = TestRun.Everywhere(topology);

        Assert.Equal([(110L, 1UL), (120, 2), (130, 3), (1210, 4), (1220, 5), (1230, 6)], outcome.Received(1));
    }

    [Fact]
    public void Single_credits_on_every_class_lose_nothing_and_keep_the_order_within_a_class()
    {
        int[] single = [1, 1, 1, 1, 1];
        const ulong PerClass = 20;
        var script = new Script
        {
            Start = actor =>
            {
                for (var id = 0UL; id < PerClass * 5; id++)
                    actor.Send(0, new TestMessage(id, (int)(id % 5), id % 7 == 0 ? 700 : 64));
            },
            Received = (actor, _, message) =>
            {
                if (message.Id % 3 == 0) actor.ReleaseAt(actor.Now + 130);
            },
        };
        ChannelPlan Link(int from, int to) => new(from, to, 50, single, BytesPerSecond: 64_000_000_000);

        var outcome = TestRun.Everywhere(new Topology(3, [Link(0, 1), Link(1, 2), Link(2, 0)], _ => script));

        for (var actor = 0; actor < 3; actor++)
        {
            var ids = outcome.ReceivedIds(actor).ToList();
            Assert.Equal((int)PerClass * 5, ids.Count);
            for (var @class = 0UL; @class < 5; @class++) Assert.Equal(ids.Where(id => id % 5 == @class).Order(), ids.Where(id => id % 5 == @class));
        }
    }

    [Fact]
    public void Line_takes_the_time_of_the_bytes_rounded_up()
    {
        // 1024e12 / 3e12 is 341 ps a KiB; 100 bytes are 33.3 ps of it.
        var outcome = TestRun.Everywhere(OneWay(new ChannelPlan(0, 1, 1000, [4], BytesPerSecond: 3_000_000_000_000), actor =>
        {
            actor.Send(0, new TestMessage(1, Bytes: 100));
            actor.Send(0, new TestMessage(2, Bytes: 100), notBefore: 50);
        }));

        Assert.Equal([1034L, 1084], outcome.ReceivedTimes(1));
    }

    private static Topology OneWay(ChannelPlan plan, Action<ITestActor> start, Action<ITestActor, TestMessage>? received = null) =>
        new(2, [plan], actor => actor == 0 ? new Script { Start = start } : new Script { Received = (receiver, _, message) => received?.Invoke(receiver, message) });

    private static void Send(ITestActor actor, params ulong[] ids)
    {
        foreach (var id in ids) actor.Send(0, new TestMessage(id));
    }
}
