using Akka.Actor;
using Akka.Cluster;
using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>
/// Speaks for a process in the cluster: <c>/user/member</c>. Asks the coordinator for a run, is told of one, takes what other nodes send,
/// and hears who leaves and who is lost.
/// </summary>
internal sealed class MemberActor : UntypedActor, IWithTimers
{
    public const string Name = "member";

    // Some seconds: a cluster on this machine is up before that.
    private const int RequestsBeforeWord = 40;

    private static readonly TimeSpan BetweenRequests = TimeSpan.FromMilliseconds(250);

    private readonly MemberState _state;
    private readonly IActorRef _coordinator;
    private readonly Cluster _cluster;
    private readonly List<NodeFrame> _early = [];
    private Job? _wanted;
    private string _awaited = "";
    private int _asked;
    private AkkaCluster? _nodes;
    private RemotePeers? _peers;

    public MemberActor(MemberState state, IActorRef coordinator)
    {
        (_state, _coordinator) = (state, coordinator);
        _cluster = Cluster.Get(Context.System);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="state">What the rest of the process sees.</param>
    /// <param name="coordinator">The way to the singleton.</param>
    public static Props Create(MemberState state, IActorRef coordinator) => Props.Create(() => new MemberActor(state, coordinator));

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, [typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent)]);

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case NodeFrame frame:
                if (_nodes is null) _early.Add(frame);
                else _nodes.Take(frame);
                break;
            case Job job:
                _wanted = job;
                Timers.StartPeriodicTimer(AskAgain.Instance, AskAgain.Instance, TimeSpan.Zero, BetweenRequests);
                break;
            case AskAgain:
                if (_wanted is not null) Ask(_wanted);
                break;
            case AwaitsMembers awaits:
                if (_nodes is null && awaits.What != _awaited) _state.Tell(_awaited = awaits.What);
                break;
            case StartRun start:
                Start(start);
                break;
            case ClusterEvent.MemberLeft left when left.Member.Address.Equals(_cluster.SelfAddress):
                _state.Leave();
                break;
            case ClusterEvent.MemberDowned downed:
                Lose(downed.Member, "was silent, and has been put out of the cluster");
                break;
            case ClusterEvent.MemberRemoved removed:
                Lose(removed.Member, removed.PreviousStatus == MemberStatus.Down ? "was silent, and has been put out of the cluster" : "has left the cluster");
                break;
            case LeftCluster:
                LoseAllSilent();
                break;
            case ClusterEvent.IMemberEvent or ClusterEvent.IReachabilityEvent:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Ask(Job job)
    {
        _coordinator.Tell(new SubmitJob(job), Self);
        if (++_asked == RequestsBeforeWord && _awaited.Length == 0) _state.Tell(_awaited = "waiting for the cluster: none of its members answers yet");
    }

    private void Start(StartRun start)
    {
        if (_nodes is not null) return;
        _wanted = null;
        Timers.Cancel(AskAgain.Instance);
        _peers = new RemotePeers((ExtendedActorSystem)Context.System, start.Members);
        _nodes = new AkkaCluster(start.Node, start.Members.Count, _peers, _state.Patience);
        foreach (var frame in _early) _nodes.Take(frame);
        _early.Clear();
        _state.Start(new StartedRun(_nodes, start.Job, start.Settings));
    }

    private void Lose(Member member, string why)
    {
        if (_peers?.NodeAt(member.Address) is not (>= 0 and var node)) return;
        _nodes!.Lose(node, $"{_peers.NameOf(node)} {why}");
    }

    /// <summary>This member itself is out: those that it had lost sight of are why.</summary>
    private void LoseAllSilent()
    {
        if (_peers is null) return;
        var silent = _cluster.State.Unreachable.Select(member => _peers.NodeAt(member.Address)).Where(node => node >= 0).ToList();
        foreach (var node in silent.Count > 0 ? silent : [.. Enumerable.Range(0, _nodes!.Nodes)])
            _nodes!.Lose(node, $"{_peers.NameOf(node)} was silent, and this side of the cluster has been put out");
        // Those on the same side are out as well, and reach nobody for much longer.
        for (var node = 0; node < _nodes!.Nodes; node++) _nodes.Post.Lose(node, $"{_peers.NameOf(node)} is out of the cluster, as this node is");
    }

    /// <summary>Time to ask the coordinator once more.</summary>
    private sealed record AskAgain
    {
        public static AskAgain Instance { get; } = new();
    }
}
