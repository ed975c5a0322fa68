using Akka.Actor;
using Akka.TestKit;
using CxlFabricSim.Actors.Akka.Rounds;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Akka.Tests.Rounds;

public sealed class NodeActorSpec : FabricTestKit
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Node_runs_rounds_until_there_are_none_left(bool isPerActor) => TestRounds.Of(
        TestRounds.OneMessage,
        rounds =>
        {
            Sys.ActorOf(NodeActor.Create(rounds, isPerActor, null, failure => TestActor.Tell(new Ended(failure), ActorRefs.NoSender)));

            Assert.Null(ExpectMsg<Ended>(Limit).Failure);
            Assert.Equal(1, Enumerable.Range(0, rounds.Partitions).SelectMany(rounds.ActorsOf).Single(actor => actor.Id == 1).Events);
        },
        isPerActor);

    [Fact]
    public void Bug_in_an_actor_ends_the_run_with_actor_time_and_message() => TestRounds.Of(
        TestRounds.Endless((actor, time) => { if (actor == 1 && time == 2_500) throw new InvalidOperationException("on purpose"); }),
        rounds =>
        {
            Sys.ActorOf(NodeActor.Create(rounds, true, null, failure => TestActor.Tell(new Ended(failure), ActorRefs.NoSender)));

            var failure = Assert.IsType<ActorFailedException>(ExpectMsg<Ended>(Limit).Failure);
            Assert.Equal(("actor1", new SimTime(2_500)), (failure.Actor, failure.Time));
            Assert.Contains("on purpose", failure.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void Failed_element_is_not_started_again()
    {
        var failures = 0;
        TestRounds.Of(
            TestRounds.Endless((actor, time) =>
            {
                if (actor != 1 || time != 2_500) return;
                Interlocked.Increment(ref failures);
                throw new InvalidOperationException("on purpose");
            }),
            rounds =>
            {
                var node = Sys.ActorOf(NodeActor.Create(rounds, true, null, failure => TestActor.Tell(new Ended(failure), ActorRefs.NoSender)), "node");
                ExpectMsg<Ended>(Limit);

                var stopped = Record.Exception(() => Sys.ActorSelection("/user/node/devices/actor1").ResolveOne(TimeSpan.FromSeconds(1)).GetAwaiter().GetResult());

                Assert.IsType<ActorNotFoundException>(stopped);
                Assert.Equal(1, failures);
                Sys.Stop(node);
            });
    }

    [Fact]
    public void Elements_have_their_kind_in_their_path() => TestRounds.Of(TestRounds.OneMessage, rounds =>
    {
        var node = CreateTestProbe();

        node.ChildActorOf(KindActor.Create(rounds, [0, 1]), "devices");

        var made = node.ExpectMsg<ElementsMade>(Limit).Elements;
        Assert.Equal([0, 1], made.Select(element => element.Key));
        Assert.All(made, element => Assert.EndsWith($"/devices/actor{element.Key}", element.Value.Path.ToStringWithoutAddress(), StringComparison.Ordinal));
    });

    private sealed record Ended(Exception? Failure);
}
