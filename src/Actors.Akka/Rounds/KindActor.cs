using Akka.Actor;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka.Rounds;

/// <summary>The parent of a node's elements of one kind: <c>/user/fabric/node-1/devices</c>. A failure among them is the node's.</summary>
internal sealed class KindActor : UntypedActor
{
    private readonly DrivenRounds _rounds;
    private readonly IReadOnlyList<int> _partitions;

    public KindActor(DrivenRounds rounds, IReadOnlyList<int> partitions) => (_rounds, _partitions) = (rounds, partitions);

    public static Props Create(DrivenRounds rounds, IReadOnlyList<int> partitions) => Props.Create(() => new KindActor(rounds, partitions));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, _ => Directive.Escalate, loggingEnabled: false);

    protected override void PreStart()
    {
        var node = Context.Parent;
        node.Tell(new ElementsMade([.. _partitions.Select(partition => KeyValuePair.Create(partition, Make(partition, node)))]), Self);
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private IActorRef Make(int partition, IActorRef node) => Context.ActorOf(
        ElementActor.Create(_rounds, partition, node).WithDispatcher(Context.Props.Dispatcher), ElementNames.Of(_rounds.ActorsOf(partition)[0]));
}
