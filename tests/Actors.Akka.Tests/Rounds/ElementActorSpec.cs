using Akka.Actor;
using CxlFabricSim.Actors.Akka.Rounds;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Akka.Tests.Rounds;

public sealed class ElementActorSpec : FabricTestKit
{
    [Fact]
    public void Element_answers_a_round_with_its_vote() => TestRounds.Of(TestRounds.OneMessage, rounds =>
    {
        var element = Sys.ActorOf(ElementActor.Create(rounds, 0, TestActor));
        element.Tell(new MeetNeighbours([element, TestActor]), TestActor);

        element.Tell(new RunRound(SimTime.Zero), TestActor);

        Assert.Equal(100, ExpectMsg<RanRound>(Limit).Vote.Next);
    });

    [Fact]
    public void Batch_is_with_the_neighbour_before_the_vote_is_with_the_node() => TestRounds.Of(TestRounds.OneMessage, rounds =>
    {
        var element = Sys.ActorOf(ElementActor.Create(rounds, 0, TestActor));
        element.Tell(new MeetNeighbours([element, TestActor]), TestActor);

        element.Tell(new RunRound(new SimTime(1000)), TestActor);

        Assert.False(ExpectMsg<SentBatch>(Limit).Bytes.IsEmpty);
        Assert.Equal(1100, ExpectMsg<RanRound>(Limit).Vote.Next);
    });

    [Fact]
    public void Nothing_to_say_sends_no_batch() => TestRounds.Of(TestRounds.OneMessage, rounds =>
    {
        var element = Sys.ActorOf(ElementActor.Create(rounds, 1, TestActor));
        element.Tell(new MeetNeighbours([TestActor, element]), TestActor);

        element.Tell(new RunRound(new SimTime(1000)), TestActor);

        Assert.Equal(long.MaxValue, ExpectMsg<RanRound>(Limit).Vote.Next);
    });

    [Fact]
    public void Batch_waits_for_the_next_round() => TestRounds.Of(TestRounds.OneMessage, rounds =>
    {
        var node = CreateTestProbe();
        var sender = Sys.ActorOf(ElementActor.Create(rounds, 0, node));
        var receiver = Sys.ActorOf(ElementActor.Create(rounds, 1, node));
        sender.Tell(new MeetNeighbours([sender, TestActor]), TestActor);
        receiver.Tell(new MeetNeighbours([sender, receiver]), TestActor);
        sender.Tell(new RunRound(new SimTime(1000)), TestActor);
        var batch = ExpectMsg<SentBatch>(Limit);

        receiver.Tell(batch, TestActor);
        node.ExpectMsg<RanRound>(Limit);
        node.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        receiver.Tell(new RunRound(new SimTime(1101)), TestActor);

        node.ExpectMsg<RanRound>(Limit);
        Assert.Equal(1100, Assert.Single(rounds.ActorsOf(1)).LastEvent.Picoseconds);
    });

    [Fact]
    public void Last_batches_are_taken_when_the_rounds_end() => TestRounds.Of(TestRounds.OneMessage, rounds =>
    {
        var node = CreateTestProbe();
        var sender = Sys.ActorOf(ElementActor.Create(rounds, 0, node));
        var receiver = Sys.ActorOf(ElementActor.Create(rounds, 1, node));
        sender.Tell(new MeetNeighbours([sender, receiver]), TestActor);
        sender.Tell(new RunRound(new SimTime(1000)), TestActor);
        node.ExpectMsg<RanRound>(Limit);

        receiver.Tell(EndRounds.Instance, TestActor);

        node.ExpectMsg<EndedRounds>(Limit);
        receiver.Tell(new RunRound(SimTime.Zero), TestActor);
        Assert.Equal(1100, node.ExpectMsg<RanRound>(Limit).Vote.Next);
    });
}
