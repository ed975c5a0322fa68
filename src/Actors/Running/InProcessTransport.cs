namespace CxlFabricSim.Actors.Running;

/// <summary>
/// The transport between the partitions of one process. Drivers (threads) meet once a round; they look for the others a
/// moment and then park. When rounds are too small to pay for a meeting, one driver runs all partitions and the rest sleep.
/// </summary>
internal sealed class InProcessTransport : ITransport
{
    // Waking a parked thread costs some 5 us here, the work of about 150 events: a round must be worth several of those.
    private const long EventsWorthAThread = 2_000;
    private const int RoundsPerJudgement = 64;
    private const int SpinsBeforeParking = 60;

    private readonly int _partitions;
    private readonly NodeMeeting? _nodes;
    private readonly bool _mayFold;
    private readonly bool _isOversubscribed;
    private readonly ReadOnlyMemory<byte>[][] _batches;
    private readonly object _meeting = new();
    private readonly object _bench = new();
    private readonly int[] _seen;
    private Vote _sum = Running.Vote.Neutral;
    private Vote _agreed = Running.Vote.Neutral;
    private int _voted;
    private int _round;
    private int _activeDrivers;
    private bool _isOver;
    private Exception? _failure;
    private long _eventsJudged;

    public InProcessTransport(int partitions, bool mayFold, NodeMeeting? nodes = null)
    {
        _partitions = partitions;
        _nodes = nodes;
        _mayFold = mayFold;
        _activeDrivers = mayFold ? 1 : partitions;
        _isOversubscribed = partitions > Environment.ProcessorCount;
        _batches = [new ReadOnlyMemory<byte>[partitions * partitions], new ReadOnlyMemory<byte>[partitions * partitions]];
        _seen = new int[partitions];
    }

    /// <summary>Told what all have agreed on, once a round, before anybody goes on.</summary>
    public Action<Vote>? OnAgreed { get; init; }

    /// <summary>Threads that share the partitions of the coming round: partition p belongs to driver p modulo this.</summary>
    public int ActiveDrivers => Volatile.Read(ref _activeDrivers);

    public long FoldedRounds { get; private set; }

    public Exception? Failure => _failure;

    public void Send(int source, int target, ReadOnlyMemory<byte> batch) => _batches[_round & 1][source * _partitions + target] = batch;

    public ReadOnlyMemory<byte> Receive(int source, int target) => _batches[(_round - 1) & 1][source * _partitions + target];

    public void Vote(int partition, in Vote vote)
    {
        lock (_meeting)
        {
            _sum = _sum.Combine(vote);
            if (++_voted < _partitions) return;
            _agreed = _nodes?.Agree(_sum) ?? _sum;
            OnAgreed?.Invoke(_agreed);
            var events = _sum.Events;
            _sum = Running.Vote.Neutral;
            _voted = 0;
            if (_activeDrivers == 1) FoldedRounds++;
            JudgeRound(events);
            Volatile.Write(ref _round, _round + 1);
            Monitor.PulseAll(_meeting);
        }
    }

    public Vote Agree(int driver)
    {
        var round = _seen[driver];
        if (driver < ActiveDrivers || Volatile.Read(ref _round) != round) AwaitRound(round);
        if (driver >= ActiveDrivers) AwaitUnfolding(driver);
        // A judgement and its round are published together under this lock: whoever slept sees both.
        lock (_meeting)
        {
            _seen[driver] = _round;
            return _agreed;
        }
    }

    /// <summary>Ends the run for every driver; with a failure, as one.</summary>
    public void End(Exception? failure = null)
    {
        lock (_bench)
        {
            _failure ??= failure;
            Volatile.Write(ref _isOver, true);
            Monitor.PulseAll(_bench);
        }

        lock (_meeting) Monitor.PulseAll(_meeting);
    }

    public bool IsOver => Volatile.Read(ref _isOver);

    private void AwaitRound(int round)
    {
        for (var spin = 0; spin < SpinsBeforeParking; spin++)
        {
            if (Volatile.Read(ref _round) != round) return;
            // With more drivers than processors whoever looks must make room for those who still work.
            if (_isOversubscribed) Thread.Yield();
            else Thread.SpinWait(20);
        }

        lock (_meeting)
        {
            while (_round == round && !IsOver) Monitor.Wait(_meeting);
        }
    }

    private void AwaitUnfolding(int driver)
    {
        lock (_bench)
        {
            while (driver >= ActiveDrivers && !IsOver) Monitor.Wait(_bench);
        }
    }

    private void JudgeRound(long events)
    {
        if (!_mayFold) return;
        _eventsJudged += events;
        if ((_round + 1) % RoundsPerJudgement != 0) return;
        var drivers = _eventsJudged >= EventsWorthAThread * RoundsPerJudgement ? Math.Min(_partitions, Environment.ProcessorCount) : 1;
        _eventsJudged = 0;
        if (drivers == _activeDrivers) return;
        lock (_bench)
        {
            Volatile.Write(ref _activeDrivers, drivers);
            Monitor.PulseAll(_bench);
        }
    }
}
