using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Tests.Running;

public sealed class InProcessTransportTests
{
    private const int RoundsToBeSure = 200;

    [Fact]
    public void Votes_agree_on_the_earliest_of_each_and_on_the_sum_of_events()
    {
        var transport = new InProcessTransport(3, mayFold: true);

        transport.Vote(0, new Vote(50, long.MaxValue, 1));
        transport.Vote(1, new Vote(30, 900, 2));
        transport.Vote(2, new Vote(40, 800, 3));

        Assert.Equal(new Vote(30, 800, 6), transport.Agree(0));
    }

    [Fact]
    public void Batch_is_received_in_the_round_after_the_one_in_which_it_was_sent_and_only_then()
    {
        var transport = new InProcessTransport(2, mayFold: true);
        transport.Send(0, 1, new byte[] { 7 });
        transport.Send(1, 0, default);
        Round(transport, events: 0);
        Assert.Equal([7], transport.Receive(0, 1).ToArray());
        Assert.True(transport.Receive(1, 0).IsEmpty);

        transport.Send(0, 1, default);
        transport.Send(1, 0, default);
        Round(transport, events: 0);

        Assert.True(transport.Receive(0, 1).IsEmpty);
    }

    [Fact]
    public void Small_rounds_stay_with_one_driver_and_big_ones_are_shared()
    {
        var transport = new InProcessTransport(2, mayFold: true);
        for (var round = 0; round < RoundsToBeSure; round++) Round(transport, events: 10);
        Assert.Equal(1, transport.ActiveDrivers);
        Assert.Equal(RoundsToBeSure, transport.FoldedRounds);

        for (var round = 0; round < RoundsToBeSure; round++) Round(transport, events: 50_000);
        Assert.Equal(Math.Min(2, Environment.ProcessorCount), transport.ActiveDrivers);

        for (var round = 0; round < RoundsToBeSure; round++) Round(transport, events: 10);
        Assert.Equal(1, transport.ActiveDrivers);
    }

    [Fact]
    public void Exact_threads_are_never_folded()
    {
        var transport = new InProcessTransport(3, mayFold: false);
        for (var round = 0; round < RoundsToBeSure; round++) Round(transport, events: 0, partitions: 3);

        Assert.Equal(3, transport.ActiveDrivers);
        Assert.Equal(0, transport.FoldedRounds);
    }

    [Fact]
    public async Task Failure_frees_everyone_who_waits()
    {
        var transport = new InProcessTransport(3, mayFold: false);
        var waiting = Task.WhenAll(Task.Run(() => transport.Agree(1)), Task.Run(() => transport.Agree(2)));

        transport.End(new InvalidOperationException("on purpose"));

        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("on purpose", transport.Failure?.Message);
        Assert.True(transport.IsOver);
    }

    private static void Round(InProcessTransport transport, long events, int partitions = 2)
    {
        for (var partition = 0; partition < partitions; partition++) transport.Vote(partition, new Vote(1, long.MaxValue, events));
    }
}
