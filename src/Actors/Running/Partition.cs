using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>
/// The actors of one worker, in neighbourhoods. Those of one side run, each alone, to as far as those of the other have come and the shortest
/// channel between them reaches beyond; then the others have their turn. In a neighbourhood its own two sides take turns likewise. What
/// actors send within a turn lands beyond it, so their order inside does not matter.
/// </summary>
internal sealed partial class Partition
{
    // Small fabrics stay in the caches, and looking ahead would only cost.
    private const int ManyActors = 32;

    private readonly Actor[] _actors;
    private readonly Neighbourhood[] _neighbourhoods;

    // By side of a neighbourhood: the first of the first one, the second of the first one, and so on.
    private readonly Agenda _agenda;
    private readonly Outbox?[] _outboxes;
    private readonly Outbox?[] _nodeOutboxes;
    private readonly int[] _peers;
    private readonly InputPort[] _inputs;
    private readonly OutputPort[] _outputs;
    private readonly Func<Message, string>? _describe;
    private long _eventsVoted;
    private long _stop = long.MaxValue;
    private long _shownTime;
    private long _shownEvents;

    /// <param name="index">Its number in this process.</param>
    /// <param name="count">Partitions in this process; those of other processes are told apart by node, and numbered behind these.</param>
    /// <param name="nodes">How many processes there are; zero for one alone.</param>
    /// <param name="model">The model, divided.</param>
    /// <param name="neighbourhoods">The same, in groups.</param>
    public Partition(int index, int count, int nodes, Model model, Neighbourhoods neighbourhoods)
    {
        Index = index;
        _actors = [.. neighbourhoods.Actors];
        _neighbourhoods = [.. neighbourhoods.Groups];
        Stretch = neighbourhoods.Stretch;
        AreOnTwoSides = neighbourhoods.AreOnTwoSides;
        _agenda = new Agenda([.. neighbourhoods.Groups.SelectMany(group => new[] { group.First.Count, group.Second.Count })]);
        _first = new int[_actors.Length];
        _later = new int[_actors.Length];
        _visits = new Visit[_neighbourhoods.Length];
        _describe = model.DescribeMessage;
        _inputs = model.Inputs;
        _outputs = model.Outputs;
        _outboxes = new Outbox?[count];
        _nodeOutboxes = new Outbox?[nodes];

        foreach (var (place, actor) in _actors.Index())
        {
            actor.Join(this, _agenda, place, _actors.Length > ManyActors);
            foreach (var port in actor.Outputs) port.Outbox = OutboxTo(model.PartitionOfReceiver(port));
            foreach (var port in actor.Inputs) port.CreditOutbox = OutboxTo(model.PartitionOfSender(port));
        }

        _peers = [.. _outboxes.Index().Where(outbox => outbox.Item is not null).Select(outbox => outbox.Index)];
    }

    public IReadOnlyList<Actor> Actors => _actors;

    /// <summary>The partitions of this process that this one speaks to, and which may speak to it.</summary>
    public IReadOnlyList<int> Peers => _peers;

    public int Index { get; }

    /// <summary>Whether some of its neighbourhoods are on the second side.</summary>
    public bool AreOnTwoSides { get; }

    /// <summary>The shortest channel between its neighbourhoods.</summary>
    public long Stretch { get; }

    /// <summary>What its actors want fetched next.</summary>
    public PrefetchList PrefetchList { get; } = new();

    /// <summary>Turns so far, those of both sides counted as one.</summary>
    public long Windows { get; private set; }

    public long Events { get; private set; }

    /// <summary>How often an actor was given a window: only those with something to do in it should be.</summary>
    public long ActorRuns { get; private set; }

    /// <summary>When the next thing happens here, or never.</summary>
    public long NextTime => _agenda.EarliestTime;

    /// <summary>The stop that an actor announced, or never.</summary>
    public long Stop => _stop;

    /// <summary>All before this time has been handled, and nothing at or after it.</summary>
    public long Edge { get; private set; }

    /// <summary>How far this partition has come, as other threads may see it: never ahead, and behind by a round at most.</summary>
    public RunProgress Progress => new(new SimTime(Volatile.Read(ref _shownTime)), Volatile.Read(ref _shownEvents));

    public SimTime LastEvent => _actors.Length == 0 ? SimTime.Zero : _actors.Max(actor => actor.LastEvent);

    public void NoteStop(long time) => _stop = Math.Min(_stop, time);

    public void Start()
    {
        foreach (var actor in _actors)
        {
            Guard(actor, static actor => actor.Start());
            // A timer without delay fires in here already.
            Events += actor.Events;
            _agenda.Set(actor.Place, actor.Next);
        }

        for (var side = 0; side < 2 * _neighbourhoods.Length; side++) _agenda.Refresh(side);
    }

    /// <summary>
    /// Runs windows up to a horizon before which no other partition can reach this one, and no more than so many of them. True when
    /// nothing is left before the horizon.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool RunTo(long horizon, int windows = int.MaxValue)
    {
        var turns = default(Turns);
        for (var left = windows; ; left--)
        {
            horizon = Math.Min(horizon, _stop);
            // The side that is behind catches up: all stand at one time at the end.
            if (left <= 0) horizon = Math.Min(horizon, turns.Farthest);
            var next = _agenda.EarliestTime;
            if (next >= horizon)
            {
                Edge = Math.Max(Edge, horizon == long.MaxValue ? turns.Farthest : horizon);
                ShowProgress(horizon);
                return left > 0;
            }

            turns.Skip(next);
            var turn = turns.Take(Stretch, horizon, AreOnTwoSides);
            RunStretch(turn);
            if (!turn.IsOfSecond) Windows++;
        }
    }

    /// <summary>The turn of one side, in step with all other partitions.</summary>
    public void Run(Turn turn)
    {
        turn = turn with { End = Math.Min(turn.End, _stop) };
        RunStretch(turn);
        if (!turn.IsOfSecond) Windows++;
        ShowProgress(turn.End);
    }

    /// <summary>Sends the round's batches and votes.</summary>
    public void Publish(ITransport transport, bool isInterrupted)
    {
        var next = _agenda.EarliestTime;
        foreach (var peer in _peers)
        {
            var outbox = _outboxes[peer]!;
            transport.Send(Index, peer, outbox.Batch);
            next = Math.Min(next, outbox.EarliestTime);
            outbox.Flip();
        }

        transport.Vote(Index, new Vote(next, _stop, Events - _eventsVoted, isInterrupted));
        _eventsVoted = Events;
    }

    /// <summary>Sends what has gathered for another node; returns the earliest time at which any of it counts.</summary>
    /// <param name="node">Whom to.</param>
    /// <param name="cluster">How.</param>
    /// <param name="hasBegun">Whether another partition has begun the batch, and its header with it.</param>
    public long SendTo(int node, ICluster cluster, ref bool hasBegun)
    {
        if (_nodeOutboxes[node] is not { } outbox) return long.MaxValue;
        var (batch, earliest) = (outbox.Batch, outbox.EarliestTime);
        if (batch.IsEmpty) return long.MaxValue;
        cluster.Send(cluster.Node, node, hasBegun ? batch[Outbox.HeaderBytes..] : batch);
        hasBegun = true;
        outbox.Flip();
        return earliest;
    }

    /// <summary>Takes the batches of the round just agreed on.</summary>
    public void Absorb(ITransport transport)
    {
        foreach (var peer in _peers)
        {
            var batch = transport.Receive(peer, Index);
            if (!batch.IsEmpty) Outbox.Deliver(batch.Span, _inputs, _outputs);
        }
    }

    /// <summary>After the last window: housekeeping that no message has reached.</summary>
    public void Finish(long lastMoment)
    {
        foreach (var actor in _actors) Guard(actor, actor => actor.CatchUpHousekeeping(lastMoment));
    }

    // Only partitions that share a channel with this one have an outbox, and a channel has credits going the other way.
    private Outbox? OutboxTo(int partition)
    {
        if (partition == Index) return null;
        if (partition < _outboxes.Length) return _outboxes[partition] ??= new Outbox();
        return _nodeOutboxes[partition - _outboxes.Length] ??= new Outbox();
    }

    private void ShowProgress(long horizon)
    {
        // With nothing left there is no next time, and possibly no horizon: what was shown last is as far as it went.
        var reached = Math.Min(_agenda.EarliestTime, horizon);
        if (reached != long.MaxValue) Volatile.Write(ref _shownTime, reached);
        Volatile.Write(ref _shownEvents, Events);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunActor(int place, long end)
    {
        var actor = _actors[place];
        var before = actor.Events;
        try
        {
            actor.Run(end);
        }
        catch (Exception exception) when (exception is not ActorFailedException)
        {
            throw Failed(actor, exception);
        }

        Events += actor.Events - before;
        _agenda.Set(place, actor.Next);
    }

    private ActorFailedException Failed(Actor actor, Exception exception) => new(actor.Name, actor.Now, actor.DescribeLastTaken(_describe), exception);

    private void Guard(Actor actor, Action<Actor> step)
    {
        try
        {
            step(actor);
        }
        catch (Exception exception) when (exception is not ActorFailedException)
        {
            throw Failed(actor, exception);
        }
    }
}
