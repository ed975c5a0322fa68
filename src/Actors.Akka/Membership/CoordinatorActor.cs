using Akka.Actor;
using Akka.Cluster;
using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>
/// The one in the cluster that starts runs: a singleton on its oldest member. Knows who is Up and free, and who has asked for a run; starts
/// it when it has the members it needs. Whoever asks does so again until it is answered, so that nothing is lost when the singleton moves.
/// </summary>
internal sealed class CoordinatorActor : UntypedActor
{
    /// <summary>Of the singleton's manager: the coordinator is below it.</summary>
    public const string ManagerName = "coordinator";

    private readonly Cluster _cluster;
    private readonly SortedSet<Member> _up = new(Comparer<Member>.Create((left, right) => left.IsOlderThan(right) ? -1 : right.IsOlderThan(left) ? 1 : 0));
    private readonly HashSet<Address> _busy = [];

    public CoordinatorActor() => _cluster = Cluster.Get(Context.System);

    public static Props Create() => Props.Create(() => new CoordinatorActor());

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, [typeof(ClusterEvent.IMemberEvent)]);

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberUp up:
                _up.Add(up.Member);
                break;
            case ClusterEvent.MemberStatusChange gone:
                _up.RemoveWhere(member => member.Address.Equals(gone.Member.Address) && gone.Member.Status != MemberStatus.Up);
                if (gone is ClusterEvent.MemberRemoved) _busy.Remove(gone.Member.Address);
                break;
            case SubmitJob submit:
                Start(submit.Job);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Start(Job job)
    {
        var submitter = Sender.Path.Address.HasLocalScope ? _cluster.SelfAddress : Sender.Path.Address;
        // Its run has begun, and the request came once more meanwhile.
        if (_busy.Contains(submitter) || _up.All(member => !member.Address.Equals(submitter))) return;
        List<FreeMember> free =
        [
            .. _up.Where(member => !_busy.Contains(member.Address) && !member.Address.Equals(submitter))
                .Select(member => new FreeMember(member.Address.ToString(), member.Roles)),
        ];
        var (nodes, missing) = MemberAssignment.Assign(job, submitter.ToString(), free);
        if (nodes is null)
        {
            Sender.Tell(new AwaitsMembers(missing), Self);
            return;
        }

        var settings = MemberAssignment.SettingsOf(job, nodes, free);
        for (var node = 0; node < nodes.Count; node++)
        {
            _busy.Add(Address.Parse(nodes[node]));
            Context.ActorSelection($"{nodes[node]}/user/{MemberActor.Name}").Tell(new StartRun(node, nodes, job, settings), Self);
        }
    }
}
