using Akka.Actor;
using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Actors.Akka.Rounds;

/// <summary>
/// Runs one host, switch or device, or all of a node. What other elements sent waits for the next round, in which it is taken first, and
/// what this one has for them goes to them before its vote goes to the node: it is in their mailbox when they are told to run again.
/// </summary>
internal sealed class ElementActor : UntypedActor, ITransport
{
    private readonly DrivenRounds _rounds;
    private readonly int _partition;
    private readonly IActorRef _node;
    private readonly List<SentBatch> _waiting = [];
    private IReadOnlyList<IActorRef> _neighbours = [];
    private Vote _vote;

    public ElementActor(DrivenRounds rounds, int partition, IActorRef node) => (_rounds, _partition, _node) = (rounds, partition, node);

    /// <param name="rounds">The run.</param>
    /// <param name="partition">Which part of it.</param>
    /// <param name="node">Who is told when a round is done.</param>
    public static Props Create(DrivenRounds rounds, int partition, IActorRef node) =>
        Props.Create(() => new ElementActor(rounds, partition, node));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SentBatch batch:
                _waiting.Add(batch);
                break;
            case RunRound round:
                TakeWaiting();
                _rounds.Run(_partition, round.Horizon, this);
                _node.Tell(new RanRound(_vote), Self);
                break;
            case MeetNeighbours neighbours:
                _neighbours = neighbours.ByPartition;
                break;
            case EndRounds:
                TakeWaiting();
                _node.Tell(EndedRounds.Instance, Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    void ITransport.Send(int source, int target, ReadOnlyMemory<byte> batch)
    {
        if (!batch.IsEmpty) _neighbours[target].Tell(new SentBatch(batch), Self);
    }

    void ITransport.Vote(int partition, in Vote vote) => _vote = vote;

    ReadOnlyMemory<byte> ITransport.Receive(int source, int target) => throw new NotSupportedException("batches come as messages");

    Vote ITransport.Agree(int driver) => throw new NotSupportedException("the node counts votes");

    private void TakeWaiting()
    {
        foreach (var batch in _waiting) _rounds.Deliver(batch.Bytes.Span);
        _waiting.Clear();
    }
}
