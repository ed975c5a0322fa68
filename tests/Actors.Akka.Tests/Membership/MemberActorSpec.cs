using Akka.Actor;
using Akka.Cluster;
using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Akka.Wire;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka.Tests.Membership;

/// <summary>A member's actor, with the test in the coordinator's place.</summary>
public sealed class MemberActorSpec : FabricTestKit
{
    private readonly List<string> _told = [];
    private readonly MemberState _state;
    private readonly IActorRef _member;

    public MemberActorSpec()
        : base(new MemberOptions())
    {
        _state = new MemberState(Limit, _told.Add);
        _member = Sys.ActorOf(MemberActor.Create(_state, TestActor));
    }

    [Fact]
    public void Member_asks_the_coordinator_until_it_is_answered()
    {
        _member.Tell(new Job(["run"], "", [[]]), ActorRefs.NoSender);

        ExpectMsg<SubmitJob>(Limit);
        ExpectMsg<SubmitJob>(Limit);
        _member.Tell(StartHere(), TestActor);
        AwaitCondition(() => _state.Started.IsCompleted, Limit);

        while (ReceiveOne(TimeSpan.FromMilliseconds(50)) is not null)
        {
        }

        ExpectNoMsg(TimeSpan.FromMilliseconds(600));
    }

    [Fact]
    public void What_a_run_waits_for_is_told_once()
    {
        for (var time = 0; time < 2; time++) _member.Tell(new AwaitsMembers("waiting for 1 more member: node-1"), TestActor);
        _member.Tell(StartHere(), TestActor);
        AwaitCondition(() => _state.Started.IsCompleted, Limit);

        Assert.Equal(["waiting for 1 more member: node-1"], _told);
    }

    [Fact]
    public async Task Frame_that_comes_before_the_start_is_kept()
    {
        var early = NodeFrame.Split(FrameKind.Round, 1, 0, new Vote(42, long.MaxValue, 0), false, default).Single();

        _member.Tell(early, TestActor);
        _member.Tell(StartHere(nodes: 2), TestActor);

        var cluster = (await _state.Started).Cluster;
        cluster.Vote(0, Vote.Neutral);
        Assert.Equal(42, cluster.Agree(0).Next);
    }

    [Fact]
    public void Member_that_leaves_before_a_run_starts_takes_part_in_none()
    {
        _state.Leave();

        Assert.True(_state.Started.IsCanceled);
    }

    [Fact]
    public async Task Member_that_is_told_to_leave_by_its_cluster_ends_the_run()
    {
        var cluster = Cluster.Get(Sys);
        cluster.Join(cluster.SelfAddress);
        AwaitCondition(() => cluster.State.Members.Any(member => member.Status == MemberStatus.Up), Limit);
        _member.Tell(StartHere(), TestActor);
        var run = await _state.Started;
        _state.FollowLeave(() => TestActor.Tell("end of the run", ActorRefs.NoSender));

        cluster.Leave(cluster.SelfAddress);

        ExpectMsg("end of the run", Limit);
        Assert.Equal([0], run.Cluster.Leaving);
    }

    private StartRun StartHere(int nodes = 1)
    {
        var own = Cluster.Get(Sys).SelfAddress.ToString();
        return new StartRun(0, [own, .. Enumerable.Range(1, nodes - 1).Select(node => $"akka.tcp://{AkkaSettings.SystemName}@127.0.0.1:{node}")], new Job([], "", []), []);
    }
}
