namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>An actor of the reference simulator: the phases of an instant, one after the other.</summary>
internal sealed class ReferenceActor(ReferenceSimulator simulator, int id, ITestBehaviour behaviour) : ITestActor
{
    private readonly Dictionary<int, (long Time, long Sequence)> _timers = [];
    private readonly Dictionary<ulong, (ReferenceChannel Channel, int Class)> _held = [];
    private ArrivalEvent? _receiving;
    private bool _isKept;
    private long _housekeepingAt = long.MaxValue;
    private long _departureAge;

    public int Id => id;

    public long Now { get; private set; }

    public int Inputs { get; set; }

    public List<ReferenceChannel> Outputs { get; } = [];

    public List<LogEntry> Log { get; } = [];

    /// <summary>True while a message, a timer, or a credit or line that somebody waits for is still to come.</summary>
    public bool HasSomethingLeft =>
        simulator.Any(left => left.Actor == this && left is (ArrivalEvent or TimerEvent or DepartureEvent)) || Outputs.Any(output => output.HasSomethingLeft);

    public void Start()
    {
        behaviour.OnStart(this);
        TimersAndGrants();
    }

    public void RunInstant(long now)
    {
        Now = now;
        foreach (var credit in simulator.TakeDue(now, due => due is CreditEvent && due.Actor == this).Cast<CreditEvent>())
        {
            credit.Channel.Free[credit.Class]++;
            credit.Channel.TryStarvedAgain();
        }

        simulator.TakeDue(now, due => due is LineEvent && due.Actor == this);

        var arrivals = simulator.TakeDue(now, due => due is ArrivalEvent && due.Actor == this).Cast<ArrivalEvent>();
        foreach (var arrival in arrivals.OrderBy(arrival => arrival.Channel.Input)) Receive(arrival);
        foreach (var output in Outputs) output.RetryWaiting();
        TimersAndGrants();
        LetLeave();
    }

    public void Housekeep(long until)
    {
        while (_housekeepingAt <= until)
        {
            Log.Add(new LogEntry(_housekeepingAt, LogKind.Housekeeping, 0, 0));
            var from = Log.Count;
            var next = behaviour.OnHousekeeping(this, _housekeepingAt);
            for (var note = from; note < Log.Count; note++) Log[note] = Log[note] with { Time = _housekeepingAt };
            _housekeepingAt = next;
        }
    }

    public bool HasCredit(int output, int messageClass) => Outputs[output].HasCredit(messageClass);

    public void Send(int output, TestMessage message, long notBefore = 0) => Outputs[output].Send(message, notBefore);

    public void SendLater(int output, TestMessage message, long time) =>
        simulator.Add(time, new DepartureEvent(this, Outputs[output], message, _departureAge++));

    public void SetWanted(int output, uint classes) => Outputs[output].Wanted = classes;

    public void Hold()
    {
        _isKept = true;
        _held.Add(_receiving!.Message.Id, (_receiving.Channel, _receiving.Message.Class));
    }

    public void ReleaseAt(long time)
    {
        _isKept = true;
        _receiving!.Channel.ReturnCredit(_receiving.Message.Class, time);
    }

    public void Release(ulong id)
    {
        _held.Remove(id, out var held);
        held.Channel.ReturnCredit(held.Class, Now);
    }

    public int SetTimer(long delay, ulong token)
    {
        _timers.Add(_timers.Count, simulator.Add(Now + delay, new TimerEvent(this, token)));
        return _timers.Count - 1;
    }

    public bool CancelTimer(int timer) => simulator.Remove(_timers[timer]);

    public void ScheduleHousekeeping(long time) => _housekeepingAt = time;

    public void AnnounceStop(long time) => simulator.Stop(time);

    public void Note(ulong value) => Log.Add(new LogEntry(Now, LogKind.Note, 0, value));

    public void Ready(ReferenceChannel output)
    {
        Log.Add(new LogEntry(Now, LogKind.Ready, Outputs.IndexOf(output), 0));
        behaviour.OnReady(this, Outputs.IndexOf(output));
    }

    private void Receive(ArrivalEvent arrival)
    {
        simulator.Count(Now);
        Log.Add(LogEntry.Of(Now, arrival.Channel.Input, arrival.Message));
        _receiving = arrival;
        _isKept = false;
        behaviour.Receive(this, arrival.Channel.Input, arrival.Message);
        if (!_isKept) arrival.Channel.ReturnCredit(arrival.Message.Class, Now);
    }

    /// <summary>The end of an instant: what leaves at times of its own comes behind all that is sent then.</summary>
    private void LetLeave()
    {
        var leaving = simulator.TakeDue(Now, due => due is DepartureEvent && due.Actor == this).Cast<DepartureEvent>();
        foreach (var departure in leaving.OrderBy(departure => departure.Age)) departure.Channel.Leave(departure);
    }

    private void TimersAndGrants()
    {
        do
        {
            while (simulator.TakeTimer(Now, this) is { } timer)
            {
                simulator.Count(Now);
                Log.Add(new LogEntry(Now, LogKind.Timer, 0, timer.Token));
                behaviour.OnTimer(this, timer.Token);
            }

            foreach (var output in Outputs) output.Grant();
        }
        while (simulator.AnyDue(Now, due => due is TimerEvent && due.Actor == this) || Outputs.Any(output => output.CanGrant));
    }
}
