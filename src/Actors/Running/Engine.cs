using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>Runs a model to its end, on one thread or on several, with the same result.</summary>
public sealed partial class Engine
{
    // Between two looks at whether somebody wants the run to end: few enough to answer at once where a window has many actors.
    private const int WindowsBetweenLooks = 16;

    // Meeting a little more often costs less than what longer turns gain.
    private const double LeastOfCrossing = 0.9;

    private readonly Model _model;
    private readonly RunSettings _settings;
    private readonly Partition[] _partitions;
    private readonly ICluster? _cluster;
    private readonly NodeMeeting? _nodes;
    private long _crossing;

    // What all drivers go on with, since the last time they agreed.
    private RoundPlan _plan;
    private long _end;
    private bool _wasInterrupted;
    private volatile bool _isInterruptWanted;

    public Engine(Model model, RunSettings settings)
    {
        if (settings.Threads < 1) throw new ArgumentOutOfRangeException(nameof(settings), settings.Threads, "a run needs at least one thread");
        if (settings.Duration is { } duration && duration <= SimTime.Zero)
            throw new ArgumentOutOfRangeException(nameof(settings), duration.ToString(), "a run takes longer than no time");
        if (settings is { Outside: not null, Threads: > 1 })
            throw new ArgumentException("a model that is spoken to from outside runs on one thread", nameof(settings));
        if (settings is { Outside: not null, Cluster: not null })
            throw new ArgumentException("a model that is spoken to from outside runs in one process", nameof(settings));
        if (settings is { Outside: not null, Driver: not null })
            throw new ArgumentException("a model that is spoken to from outside runs on a thread of the engine's own", nameof(settings));
        _model = model;
        _settings = settings;
        _end = settings.Duration?.Picoseconds ?? long.MaxValue;
        _cluster = settings.Cluster;
        if (settings.Driver is not null)
        {
            (_partitions, _crossing, _nodes) = DivideForDriver(settings.Driver);
            return;
        }

        var actors = _cluster is null ? model.Actors.Count : model.Actors.Count(IsHere);
        var count = Math.Max(1, Math.Min(settings.Threads, actors));
        if (_cluster is null)
        {
            _partitions = model.Divide(model.Cut(count), count);
            _crossing = model.ShortestCrossing(count);
            if (count > 1) SeeWhetherToTakeTurns();
            return;
        }

        _partitions = model.Divide(model.CutNode(settings.NodeOfActor, _cluster.Node, count), count, _cluster.Nodes);
        // Alone in its process a partition meets nobody but other nodes.
        _crossing = count == 1 ? long.MaxValue : model.ShortestCrossing(count);
        _cluster.Between(model.NeighboursOf(_cluster.Node, settings.NodeOfActor));
        _nodes = new NodeMeeting(_cluster, model, _partitions, model.ShortestBetween(settings.NodeOfActor).Picoseconds, _end);
    }

    /// <summary>How far the run is; for any thread, at any time.</summary>
    public RunProgress Progress
    {
        get
        {
            // Partitions are within a window of each other, but one without work stays behind.
            var reached = SimTime.Zero;
            var events = 0L;
            foreach (var partition in _partitions)
            {
                var progress = partition.Progress;
                if (progress.Time > reached) reached = progress.Time;
                events += progress.Events;
            }

            return new RunProgress(reached, events);
        }
    }

    /// <summary>Whether the sides of the model take turns on all threads.</summary>
    internal bool TakesTurns { get; private set; }

    /// <summary>All actors of the model, wherever they run.</summary>
    public IReadOnlyList<Actor> Actors => _model.Actors;

    /// <summary>
    /// Has somebody look at a run over nodes about as often as the nodes show how far they are, between two windows: all before the end that
    /// is told is handled here, and nothing after it. To look at the model is all that may be done.
    /// </summary>
    public void LookWhileStanding(Action<RunReport> look) => _nodes!.Look = look;

    /// <summary>Whether an actor runs in this process.</summary>
    public bool IsHere(Actor actor) => _cluster is null || _settings.NodeOfActor[actor.Id] == _cluster.Node;

    /// <summary>
    /// Asks the run to end at the next edge of a window, on every thread and node at the same virtual time: all before it is handled and
    /// nothing after it. For any thread, at any time.
    /// </summary>
    public void Interrupt()
    {
        _isInterruptWanted = true;
        _settings.Outside?.Wake();
        _cluster?.Hurry();
    }

    public RunReport Run()
    {
        var (folded, lost) = (0L, (NodeLostException?)null);
        try
        {
            foreach (var partition in _partitions) partition.Start();
            if (_settings.Driver is { } driver) RunDriven(driver);
            else if (_settings.Outside is { } outside) RunServing(_partitions[0], outside);
            else if (_partitions.Length == 1 && _cluster is null) RunAlone(_partitions[0]);
            else folded = RunTogether();
        }
        catch (NodeLostException exception)
        {
            lost = exception;
            _wasInterrupted = true;
            _end = Math.Min(_end, _nodes!.Horizon);
        }
        catch (Exception exception) when (_cluster is not null && exception is not NodeFailedException)
        {
            _cluster.Fail(InputException.ReasonOf(exception));
            throw;
        }

        var own = new NodeClosing(
            _partitions.Max(partition => partition.LastEvent).Picoseconds, HasWorkLeft(), _partitions.Sum(p => p.Events), _partitions.Sum(p => p.Windows));
        var all = _cluster is null || lost is not null ? own : own.Exchange(_cluster);
        var hasReachedEnd = _end != long.MaxValue && (all.HasWorkLeft || lost is not null);
        var end = hasReachedEnd ? new SimTime(_end) : new SimTime(all.LastEvent);
        foreach (var partition in _partitions) partition.Finish(hasReachedEnd ? _end - 1 : all.LastEvent);
        return new RunReport(end, all.Events, all.Windows, Workers, folded, _wasInterrupted && hasReachedEnd, _nodes?.Meetings ?? 0, lost);
    }

    /// <summary>32 hex digits over all messages taken, by actor, and over the state that actors add at the end.</summary>
    public string Digest() => Digest(DigestsOfActors());

    /// <summary>The same over the messages alone: it takes no time that grows with the state.</summary>
    public string DigestOfMessages() => Digest(DigestsOfMessages());

    /// <summary>What the actors of this process add to the digest.</summary>
    public IReadOnlyList<ActorDigest> DigestsOfActors() => DigestsOf(static actor => actor.DigestOfState());

    /// <summary>The same over the messages alone.</summary>
    public IReadOnlyList<ActorDigest> DigestsOfMessages() => DigestsOf(static _ => 0);

    /// <summary>The digest of a run from what all its actors add, in the order of their numbers.</summary>
    public string Digest(IReadOnlyList<ActorDigest> actors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> words = stackalloc byte[24];
        foreach (var (actor, messages, events, state) in actors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(_model.Actors[actor].Name));
            BinaryPrimitives.WriteUInt64LittleEndian(words, messages);
            BinaryPrimitives.WriteInt64LittleEndian(words[8..], events);
            BinaryPrimitives.WriteUInt64LittleEndian(words[16..], state);
            hash.AppendData(words);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private List<ActorDigest> DigestsOf(Func<Actor, ulong> state) =>
        [.. _model.Actors.Where(IsHere).Select(actor => new ActorDigest(actor.Id, actor.Digest, actor.Events, state(actor)))];

    /// <summary>
    /// The sides of the model take turns on all threads where that lets them meet no more often: rounds come as often as the shortest channel
    /// between two neighbourhoods says then, wherever these run.
    /// </summary>
    private void SeeWhetherToTakeTurns()
    {
        var shortest = Math.Min(_crossing, _partitions.Min(partition => partition.Stretch));
        TakesTurns = _partitions.Any(partition => partition.AreOnTwoSides) && shortest >= LeastOfCrossing * _crossing;
        if (TakesTurns) _crossing = shortest;
    }

    private void RunAlone(Partition partition)
    {
        do
        {
            if (_isInterruptWanted && EndInterrupted(partition.NextTime, Math.Min(_end, partition.Stop))) return;
        }
        while (!partition.RunTo(_end, WindowsBetweenLooks));

        _end = Math.Min(_end, partition.Stop);
    }

    /// <summary>As long as nobody ends it: what is outside may always have more to say.</summary>
    private void RunServing(Partition partition, IOutsideWorld outside)
    {
        while (true)
        {
            var (next, end) = (partition.NextTime, Math.Min(_end, partition.Stop));
            if (_isInterruptWanted && EndInterrupted(next, end)) return;
            if (_isInterruptWanted || end != long.MaxValue && next >= end)
            {
                _end = end;
                return;
            }

            var horizon = outside.Attend(new SimTime(partition.Edge), new SimTime(next));
            partition.RunTo(Math.Min(horizon.Picoseconds, end), WindowsBetweenLooks);
        }
    }

    /// <summary>The run ends before what comes next; false when it is over anyway.</summary>
    private bool EndInterrupted(long next, long end)
    {
        if (next >= end) return false;
        _end = next;
        _wasInterrupted = true;
        return true;
    }

    /// <summary>False when nothing was left to do here before the end came.</summary>
    private bool HasWorkLeft() => _partitions.Any(partition => partition.NextTime != long.MaxValue || partition.Stop == _end);

    /// <summary>Returns the number of rounds in which one thread did all the work.</summary>
    private long RunTogether()
    {
        // One for all: a driver that sleeps does not hear of every round.
        var rounds = new Rounds(_end, _crossing, TakesTurns);
        var transport = new InProcessTransport(_partitions.Length, !_settings.ThreadsExact, _nodes) { OnAgreed = agreed => _plan = rounds.After(agreed) };
        var threads = new Thread[_partitions.Length - 1];
        for (var driver = 1; driver < _partitions.Length; driver++)
        {
            var number = driver;
            threads[driver - 1] = new Thread(() => Drive(number, transport)) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"worker {number}") };
            threads[driver - 1].Start();
        }

        Drive(0, transport);
        foreach (var thread in threads) thread.Join();
        if (transport.Failure is ActorFailedException or NodeLostException or NodeFailedException) ExceptionDispatchInfo.Throw(transport.Failure);
        if (transport.Failure != null) throw new InvalidOperationException("a worker failed", transport.Failure);
        // The last vote may have been for a credit that nobody waits for: only its receiver knows whether anything is left.
        foreach (var partition in _partitions) partition.Absorb(transport);
        return transport.FoldedRounds;
    }

    private void Drive(int driver, InProcessTransport transport)
    {
        try
        {
            var turn = default(Turn);
            var isFirst = true;
            while (true)
            {
                var drivers = transport.ActiveDrivers;
                for (var partition = driver; driver < drivers && partition < _partitions.Length; partition += drivers)
                {
                    if (!isFirst) _partitions[partition].Absorb(transport);
                    if (TakesTurns) _partitions[partition].Run(turn);
                    else _partitions[partition].RunTo(turn.End);
                    _partitions[partition].Publish(transport, _isInterruptWanted);
                }

                isFirst = false;
                transport.Agree(driver);
                if (transport.IsOver) return;
                var plan = _plan;
                if (plan.IsOver)
                {
                    if (driver != 0) return;
                    (_end, _wasInterrupted) = (plan.End, plan.WasInterrupted);
                    transport.End();
                    return;
                }

                turn = plan.Turn;
                if (_nodes is not null) turn = turn with { End = Math.Min(turn.End, _nodes.Horizon) };
            }
        }
        catch (Exception exception)
        {
            // Whatever went wrong here must not leave the other drivers waiting; Run rethrows it.
            transport.End(exception);
        }
    }
}
