using Akka.Actor;
using Akka.Cluster;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka.Tests.Membership;

/// <summary>The coordinator in a cluster of one member, whose member actor is the test.</summary>
public sealed class CoordinatorActorSpec : FabricTestKit
{
    private readonly IActorRef _coordinator;

    public CoordinatorActorSpec()
        : base(new MemberOptions())
    {
        var cluster = Cluster.Get(Sys);
        cluster.Join(cluster.SelfAddress);
        AwaitCondition(() => cluster.State.Members.Count(member => member.Status == MemberStatus.Up) == 1, Limit);
        Sys.ActorOf(Props.Create(() => new Forwarder(TestActor)), MemberActor.Name);
        _coordinator = Sys.ActorOf(CoordinatorActor.Create());
    }

    [Fact]
    public void Run_starts_when_the_members_it_needs_are_Up()
    {
        var job = new Job(["run", "x.yaml"], "/folder", [["hosts"]]);

        AskUntil(job, message => message is StartRun);

        var start = (StartRun)LastSeen!;
        Assert.Equal(0, start.Node);
        Assert.Equal([Cluster.Get(Sys).SelfAddress.ToString()], start.Members);
        Assert.Equal(["run", "x.yaml"], start.Job.Arguments);
    }

    [Fact]
    public void Run_waits_for_members_that_are_missing()
    {
        AskUntil(new Job([], "", [[], ["devices"]]), message => message is AwaitsMembers);

        Assert.Equal(new AwaitsMembers("waiting for 1 more member: node-1 with devices"), LastSeen);
    }

    [Fact]
    public void Run_that_has_started_is_not_started_again()
    {
        AskUntil(new Job([], "", [[]]), message => message is StartRun);

        _coordinator.Tell(new SubmitJob(new Job([], "", [[]])), TestActor);

        FishOutAll();
        ExpectNoMsg(TimeSpan.FromMilliseconds(300));
    }

    private object? LastSeen { get; set; }

    // The coordinator hears of members in its own time: whoever asks does so until it is answered.
    private void AskUntil(Job job, Func<object, bool> isAnswer) => AwaitCondition(
        () =>
        {
            _coordinator.Tell(new SubmitJob(job), TestActor);
            LastSeen = ReceiveOne(TimeSpan.FromMilliseconds(200));
            return LastSeen is not null && isAnswer(LastSeen);
        },
        Limit);

    private void FishOutAll()
    {
        while (ReceiveOne(TimeSpan.FromMilliseconds(100)) is { } message) Assert.IsType<AwaitsMembers>(message);
    }

    private sealed class Forwarder(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Forward(message);
    }
}
