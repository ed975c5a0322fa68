using CxlFabricSim.Actors.Tests.Reference;

namespace CxlFabricSim.Actors.Tests.Channels;

/// <summary>Messages above 256 bytes on a line of one byte a picosecond.</summary>
public sealed class BigMessageTests
{
    private const ulong BytePerPicosecond = 1_000_000_000_000;

    [Fact]
    public void Memory_traffic_waits_for_one_piece_at_most()
    {
        var outcome = TestRun.Everywhere(Sender([4, 4], new Script
        {
            Start = actor =>
            {
                actor.Send(0, new TestMessage(1, Class: 1, Bytes: 1000));
                actor.SetTimer(10, 2);
            },
            Timer = (actor, id) => actor.Send(0, new TestMessage(id, Class: 0, Bytes: 64)),
        }));

        Assert.Equal([(100 + 256 + 64, 2UL), (100 + 1000 + 64, 1UL)], outcome.Received(1));
    }

    [Theory]
    [InlineData(256, 356)]
    [InlineData(257, 357)]
    public void Message_of_one_piece_keeps_the_line_to_the_end(int bytes, long arrival)
    {
        var outcome = TestRun.Everywhere(Sender([4, 4], new Script { Start = actor => actor.Send(0, new TestMessage(1, 1, bytes)) }));

        Assert.Equal([arrival], outcome.ReceivedTimes(1));
    }

    [Fact]
    public void Message_that_asks_for_the_line_before_the_next_piece_goes_before_it()
    {
        // At 256 ps the first piece has left: what is sent in an earlier phase of that instant passes ahead of the next piece.
        var outcome = TestRun.Everywhere(Sender([4, 4], new Script
        {
            Start = actor =>
            {
                actor.Send(0, new TestMessage(1, 1, 300));
                actor.SetTimer(256, 2);
                actor.SetTimer(257, 3);
            },
            Timer = (actor, id) => actor.Send(0, new TestMessage(id, 0, 50)),
        }));

        Assert.Equal([(406L, 2UL), (450, 1), (500, 3)], outcome.Received(1));
    }

    [Fact]
    public void Order_within_a_class_never_changes()
    {
        var outcome = TestRun.Everywhere(Sender([4, 4], new Script
        {
            Start = actor =>
            {
                actor.Send(0, new TestMessage(1, 1, 1000));
                actor.Send(0, new TestMessage(2, 1, 16));
                actor.Send(0, new TestMessage(3, 1, 600));
                actor.Send(0, new TestMessage(4, 1, 16));
            },
        }));

        Assert.Equal([1UL, 2, 3, 4], outcome.ReceivedIds(1));
        Assert.Equal([1100L, 1116, 1716, 1732], outcome.ReceivedTimes(1));
    }

    [Fact]
    public void Second_big_message_of_another_class_waits_for_the_first_and_small_ones_pass_both()
    {
        var outcome = TestRun.Everywhere(Sender([4, 4, 4], new Script
        {
            Start = actor =>
            {
                actor.Send(0, new TestMessage(1, 1, 512));
                actor.Send(0, new TestMessage(2, 2, 512));
                actor.Send(0, new TestMessage(3, 0, 16));
            },
        }));

        Assert.Equal([(100 + 256 + 16, 3UL), (100 + 512 + 16, 1UL), (100 + 1024 + 16, 2UL)], outcome.Received(1));
    }

    [Fact]
    public void Pieces_take_no_time_on_a_line_without_bandwidth()
    {
        var topology = Sender([1, 1], new Script { Start = actor => actor.Send(0, new TestMessage(1, 1, 3000)) });

        var outcome = TestRun.Everywhere(topology with { Channels = [topology.Channels[0] with { BytesPerSecond = 0 }] });

        Assert.Equal([100L], outcome.ReceivedTimes(1));
    }

    [Fact]
    public void Big_message_takes_one_credit_and_waits_for_it()
    {
        var outcome = TestRun.Everywhere(Sender([1, 1], new Script
        {
            Start = actor =>
            {
                actor.Send(0, new TestMessage(1, 1, 300));
                actor.Send(0, new TestMessage(2, 1, 300));
            },
        }));

        Assert.Equal([400L, 400 + 100 + 300 + 100], outcome.ReceivedTimes(1));
    }

    [Fact]
    public void Records_and_lines_arrive_as_they_were_sent()
    {
        var record = Enumerable.Range(0, 2000).Select(index => (byte)(index * 7)).ToArray();
        var line = Enumerable.Range(1, 64).Select(index => (byte)index).ToArray();
        var found = new List<TestMessage>();
        Topology Of() => new(2, [new ChannelPlan(0, 1, 100, [1, 1], BytePerPicosecond)], actor => actor == 1
            ? new Script { Received = (_, _, message) => found.Add(message) }
            : new Script
            {
                Start = sender =>
                {
                    sender.Send(0, new TestMessage(1, 1, 2016) { Record = record });
                    sender.Send(0, new TestMessage(2, 0, 80) { Line = line });
                    sender.Send(0, new TestMessage(3, 0, 800) { Line = line });
                    sender.Send(0, new TestMessage(4, 1, 16) { Record = [] });
                },
            });

        TestRun.Everywhere(Of());

        Assert.All(found.Where(message => message.Id == 1), message => Assert.Equal(record, message.Record));
        Assert.All(found.Where(message => message.Id is 2 or 3), message => Assert.Equal(line, message.Line));
        Assert.All(found.Where(message => message.Id is 2 or 3), message => Assert.Null(message.Record));
        Assert.All(found.Where(message => message.Id == 4), message => Assert.Equal([], message.Record!));
        Assert.Equal(6 * 4, found.Count);
    }

    private static Topology Sender(int[] credits, Script script) =>
        new(2, [new ChannelPlan(0, 1, 100, credits, BytePerPicosecond)], actor => actor == 0 ? script : new Script());
}
