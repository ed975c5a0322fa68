using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>
/// A run, round by round, for an <see cref="IDriver"/>. In a round every partition takes what others sent it in the round before, runs to
/// the horizon, and gives its own batches and its vote to a transport. When all have voted, the sum of the votes ends the round.
/// </summary>
/// <remarks>Partitions may run at the same time; one of them, and all that is not about a partition, never at the same time as itself.</remarks>
public sealed class DrivenRounds
{
    private readonly Model _model;
    private readonly Partition[] _partitions;
    private readonly NodeMeeting? _nodes;
    private readonly Func<Actor, string>? _kindOf;
    private readonly Func<bool> _isInterruptWanted;
    private Rounds _rounds;

    internal DrivenRounds(Model model, Partition[] partitions, NodeMeeting? nodes, long crossing, long duration, RunSettings settings, Func<bool> isInterruptWanted)
    {
        (_model, _partitions, _nodes, _rounds) = (model, partitions, nodes, new Rounds(duration, crossing, takesTurns: false));
        (_kindOf, _isInterruptWanted) = (settings.KindOf, isInterruptWanted);
        Node = settings.Cluster?.Node ?? 0;
        End = duration;
    }

    /// <summary>How many partitions there are.</summary>
    public int Partitions => _partitions.Length;

    /// <summary>The number of this process among the nodes of the run.</summary>
    public int Node { get; }

    /// <summary>How far the next round goes: what lies before it can be run without the others.</summary>
    public SimTime Horizon { get; private set; }

    internal long End { get; private set; }

    internal bool WasInterrupted { get; private set; }

    /// <summary>The actors of a partition.</summary>
    public IReadOnlyList<Actor> ActorsOf(int partition) => _partitions[partition].Actors;

    /// <summary>What kind an actor is of: "devices", for example.</summary>
    public string KindOf(Actor actor) => _kindOf?.Invoke(actor) ?? "actors";

    /// <summary>The partitions that a partition may send to.</summary>
    public IEnumerable<int> PeersOf(int partition) => _partitions[partition].Peers;

    /// <summary>Puts a batch that a partition was sent where it belongs.</summary>
    public void Deliver(ReadOnlySpan<byte> batch) => Outbox.Deliver(batch, _model.Inputs, _model.Outputs);

    /// <summary>A partition's part of the round; what it has for others and its vote go to the transport before this returns.</summary>
    /// <exception cref="ActorFailedException">A bug in an actor.</exception>
    public void Run(int partition, SimTime horizon, ITransport transport)
    {
        _partitions[partition].RunTo(horizon.Picoseconds);
        _partitions[partition].Publish(transport, _isInterruptWanted());
    }

    /// <summary>All partitions have voted.</summary>
    public RoundOutcome EndRound(in Vote sum)
    {
        if (_nodes is null) return Follow(sum);
        if (!_nodes.IsDue(sum)) return Follow(sum with { IsInterrupted = false });
        _nodes.Begin(sum);
        return RoundOutcome.Meet;
    }

    /// <summary>The other nodes' votes and batches are here; where they are not yet, this waits for them.</summary>
    /// <exception cref="NodeLostException">A node does not take part any more.</exception>
    /// <exception cref="NodeFailedException">A node cannot go on.</exception>
    public RoundOutcome EndMeeting() => Follow(_nodes!.Complete());

    private RoundOutcome Follow(in Vote agreed)
    {
        var plan = _rounds.After(agreed);
        if (plan.IsOver)
        {
            (End, WasInterrupted) = (plan.End, plan.WasInterrupted);
            return RoundOutcome.Over;
        }

        Horizon = new SimTime(_nodes is null ? plan.Turn.End : Math.Min(plan.Turn.End, _nodes.Horizon));
        return RoundOutcome.Run;
    }
}
