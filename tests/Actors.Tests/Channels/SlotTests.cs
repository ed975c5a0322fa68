using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Tests.Reference;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Channels;

/// <summary>Which slot a message gets: nothing that a model sees, but what memory and caches hold.</summary>
public class SlotTests
{
    private const int Data = 1;

    private readonly InputPort _input;
    private readonly OutputPort _output;
    private long _now = 1;

    public SlotTests()
    {
        var model = new Model();
        var (left, right) = (model.Add(new KernelActor(0, new Script())), model.Add(new KernelActor(1, new Script())));
        (_output, _input) = model.Connect(left, right, new ChannelOptions { Latency = new SimTime(1), Credits = [40, 40] });
        model.Divide([0, 0], 1);
    }

    [Fact]
    public void Slot_that_became_free_last_is_filled_first()
    {
        int[] first = [SendAndTake(0), SendAndTake(0), SendAndTake(0)];
        foreach (var slot in first) _input.ReleaseAt(slot, 0);

        Assert.Equal([0, 1, 2], first);
        Assert.Equal([2, 1, 0, 3], new[] { SendAndTake(0), SendAndTake(0), SendAndTake(0), SendAndTake(0) });
    }

    [Fact]
    public void Classes_fill_the_same_slots_one_after_the_other()
    {
        for (var round = 0; round < 100; round++)
        {
            var slot = SendAndTake(round % 2);
            Assert.Equal(0, slot);
            _input.ReleaseAt(slot, 0);
        }
    }

    [Fact]
    public void Slot_that_comes_back_gives_its_credit_to_the_class_of_the_message_that_was_in_it()
    {
        for (var left = 40; left > 0; left--) SendAndTake(0);
        var slot = SendAndTake(Data);
        Assert.Equal(long.MaxValue, _output.CreditTime(0));

        _input.ReleaseAt(slot, 0);
        Assert.Equal(long.MaxValue, _output.CreditTime(0));

        _input.ReleaseAt(0, 5);
        Assert.Equal(6, _output.CreditTime(0));
        _now = 6;
        Assert.Equal(0, SendAndTake(0));
        Assert.Equal(long.MaxValue, _output.CreditTime(0));
    }

    [Fact]
    public void Without_a_credit_there_is_no_slot()
    {
        for (var left = 40; left > 0; left--) SendAndTake(0);
        _input.ReleaseAt(0, 5);

        Assert.Throws<InvalidOperationException>(() => SendAndTake(0));
    }

    [Fact]
    public void Message_taken_last_is_there_until_its_slot_is_filled_again()
    {
        var slot = SendAndTake(0);
        Assert.True(_input.TryLastTaken(out var last, out _));
        Assert.Equal(slot, last);

        _input.ReleaseAt(slot, 0);
        Assert.True(_input.TryLastTaken(out last, out _));
        Assert.Equal(slot, last);
        Assert.Equal("0 0 0 0 over actor0->actor1 at 2 ps", _input.Owner.DescribeLastTaken(Words));

        _now = 7;
        Send(Data);
        Assert.True(_input.TryLastTaken(out last, out var time));
        Assert.Equal((InputPort.Gone, 2), (last, time));
        Assert.Equal("a message that has been overwritten since over actor0->actor1 at 2 ps", _input.Owner.DescribeLastTaken(Words));
    }

    [Fact]
    public void What_arrives_later_is_not_fetched_yet()
    {
        Send(0);

        Assert.Equal(-1, _input.TakeUnprefetched(end: 2));
        Assert.Equal(0, _input.TakeUnprefetched(end: 3));
        Assert.Equal(-1, _input.TakeUnprefetched(end: 3));
    }

    private static string Words(Message message) => $"{message.Word0} {message.Word1} {message.Word2} {message.Word3}";

    private int SendAndTake(int messageClass)
    {
        Send(messageClass);
        return _input.Take(out _);
    }

    private void Send(int messageClass) => _output.SendAt(_now, default, messageClass, hasLine: messageClass == Data);
}
