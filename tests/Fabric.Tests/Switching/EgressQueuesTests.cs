using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Switching;

public sealed class EgressQueuesTests
{
    private const uint All = uint.MaxValue;

    [Theory]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void Inputs_take_turns_whatever_their_number(int inputs)
    {
        var queues = new EgressQueues(Links(inputs));
        int[] busy = [0, 1, inputs / 2, inputs - 1];
        foreach (var input in busy)
        {
            for (var slot = 0; slot < 3; slot++) queues.Enqueue(input, MessageClass.Request, slot);
        }

        var taken = Enumerable.Range(0, 3 * busy.Length).Select(_ => Take(queues, All)).ToList();

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(busy.Order(), taken.Skip(round * busy.Length).Take(busy.Length).Select(item => item.Input).Order());
            Assert.All(taken.Skip(round * busy.Length).Take(busy.Length), item => Assert.Equal(round, item.Slot));
        }

        Assert.Equal(0u, queues.Classes);
    }

    [Fact]
    public void A_low_input_that_always_has_something_does_not_hold_up_a_high_one()
    {
        var queues = new EgressQueues(Links(70));
        queues.Enqueue(69, MessageClass.Request, 0);
        queues.Enqueue(0, MessageClass.Request, 0);
        queues.Enqueue(0, MessageClass.Request, 1);

        var taken = new[] { Take(queues, All), Take(queues, All) };

        Assert.Contains(69, taken.Select(item => item.Input));
    }

    [Fact]
    public void Classes_take_turns_and_one_that_may_not_go_holds_up_no_other()
    {
        var queues = new EgressQueues(Links(2));
        for (var slot = 0; slot < 2; slot++)
        {
            queues.Enqueue(0, MessageClass.Request, slot);
            queues.Enqueue(1, MessageClass.RequestWithData, slot);
        }

        Assert.Equal(MessageClass.RequestWithData, Take(queues, ~(1u << (int)MessageClass.Request)).Class);
        Assert.Equal(MessageClass.Request, Take(queues, All).Class);
        Assert.Equal(MessageClass.RequestWithData, Take(queues, All).Class);
        Assert.Equal(1u << (int)MessageClass.Request, queues.Classes);
        Assert.Equal((MessageClass.Request, 0, 1), Take(queues, All));
    }

    [Fact]
    public void A_queue_that_ran_empty_takes_up_again_with_what_comes_next()
    {
        var queues = new EgressQueues(Links(2));
        queues.Enqueue(1, MessageClass.Io, 3);
        Take(queues, All);
        queues.Enqueue(1, MessageClass.Io, 5);
        queues.Enqueue(1, MessageClass.Io, 3);

        Assert.Equal([5, 3], [Take(queues, All).Slot, Take(queues, All).Slot]);
    }

    [Theory]
    [InlineData(uint.MaxValue, false)]
    [InlineData(1u << (int)MessageClass.NoDataResponse, true)]
    public void Nothing_is_taken_where_nothing_waits_that_may_go(uint allowed, bool hasRequest)
    {
        var queues = new EgressQueues(Links(2));
        if (hasRequest) queues.Enqueue(1, MessageClass.Request, 0);

        Assert.Throws<InvalidOperationException>(() => queues.Dequeue(allowed, out _, out _));
    }

    private static ushort[][] Links(int inputs) => [.. Enumerable.Range(0, inputs).Select(_ => new ushort[8])];

    private static (MessageClass Class, int Input, int Slot) Take(EgressQueues queues, uint allowed)
    {
        var messageClass = queues.Dequeue(allowed, out var input, out var slot);
        return (messageClass, input, slot);
    }
}
