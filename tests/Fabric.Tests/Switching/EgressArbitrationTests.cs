using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Tests.Switching;

/// <summary>Outputs that share themselves out by weight or by age.</summary>
public sealed class EgressArbitrationTests
{
    private const int Slots = 64;

    [Fact]
    public void Inputs_that_always_have_something_share_an_output_by_their_weights()
    {
        var queues = Filled([3, 1, 2], inputs: 4, perInput: 31);

        var taken = Enumerable.Range(0, 70).Select(_ => Take(queues)).GroupBy(input => input).OrderBy(inputs => inputs.Key).Select(inputs => inputs.Count());

        // An input without a weight has weight 1: seven in a round.
        Assert.Equal([30, 10, 20, 10], taken);
    }

    [Fact]
    public void Messages_of_a_weight_go_in_a_row()
    {
        var queues = Filled([3, 1], inputs: 2, perInput: 8);

        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], Enumerable.Range(0, 9).Select(_ => Take(queues)));
    }

    [Fact]
    public void An_input_that_had_nothing_to_send_begins_its_turns_anew()
    {
        var queues = Weighted([3, 1], inputs: 2);
        queues.Enqueue(0, MessageClass.Request, 0);
        for (var slot = 0; slot < 3; slot++) queues.Enqueue(1, MessageClass.Request, slot);
        Assert.Equal([1, 0, 1], Enumerable.Range(0, 3).Select(_ => Take(queues)));

        for (var slot = 1; slot < 6; slot++) queues.Enqueue(0, MessageClass.Request, slot);

        Assert.Equal([0, 0, 0, 1, 0, 0], Enumerable.Range(0, 6).Select(_ => Take(queues)));
    }

    [Fact]
    public void What_passes_empty_queues_uses_up_turns_too()
    {
        var queues = Weighted([3, 1], inputs: 2);
        queues.NotePassed(0, MessageClass.Request);
        queues.NotePassed(0, MessageClass.Request);
        for (var slot = 0; slot < 4; slot++)
        {
            queues.Enqueue(0, MessageClass.Request, slot);
            queues.Enqueue(1, MessageClass.Request, slot);
        }

        Assert.Equal([0, 1, 0, 0, 0, 1], Enumerable.Range(0, 6).Select(_ => Take(queues)));
    }

    [Fact]
    public void The_classes_of_an_input_have_turns_of_their_own()
    {
        var queues = Weighted([2, 1], inputs: 2);
        for (var slot = 0; slot < 8; slot++)
        {
            queues.Enqueue(slot % 2, MessageClass.Request, slot);
            queues.Enqueue(slot % 2, MessageClass.RequestWithData, slot);
        }

        var taken = Enumerable.Range(0, 12).Select(_ => (Class: queues.Dequeue(~0u, out var input, out var _), Input: input)).ToList();

        foreach (var messageClass in new[] { MessageClass.Request, MessageClass.RequestWithData })
            Assert.Equal([1, 0, 0, 1, 0, 0], taken.Where(item => item.Class == messageClass).Select(item => item.Input));
    }

    [Fact]
    public void The_oldest_head_goes_first_wherever_it_stands()
    {
        var queues = new EgressQueues(Links(70), new SwitchTiming { Arbitration = Arbitration.Age });
        foreach (var (input, birth) in new[] { (0, 500L), (3, 200), (64, 100), (69, 300) })
        {
            queues.Enqueue(input, MessageClass.Request, 0);
            queues.NoteHead(input, MessageClass.Request, birth);
        }

        Assert.Equal([64, 3, 69, 0], Enumerable.Range(0, 4).Select(_ => Take(queues)));
    }

    [Fact]
    public void A_young_head_behind_an_old_one_does_not_inherit_its_age()
    {
        var queues = new EgressQueues(Links(2), new SwitchTiming { Arbitration = Arbitration.Age });
        queues.Enqueue(0, MessageClass.Request, 0);
        queues.NoteHead(0, MessageClass.Request, 100);
        queues.Enqueue(0, MessageClass.Request, 1);
        queues.Enqueue(1, MessageClass.Request, 0);
        queues.NoteHead(1, MessageClass.Request, 200);

        Assert.Equal(0, Take(queues));
        queues.NoteHead(0, MessageClass.Request, 300);
        Assert.Equal([1, 0], [Take(queues), Take(queues)]);
    }

    private static EgressQueues Filled(int[] weights, int inputs, int perInput)
    {
        var queues = Weighted(weights, inputs);
        for (var input = 0; input < inputs; input++)
        {
            for (var slot = 0; slot < perInput; slot++) queues.Enqueue(input, MessageClass.Request, slot);
        }

        return queues;
    }

    private static EgressQueues Weighted(int[] weights, int inputs) =>
        new(Links(inputs), new SwitchTiming { Arbitration = Arbitration.Weighted, Weights = weights });

    private static ushort[][] Links(int inputs) => [.. Enumerable.Range(0, inputs).Select(_ => new ushort[Slots])];

    private static int Take(EgressQueues queues)
    {
        queues.Dequeue(~0u, out var input, out _);
        return input;
    }
}
