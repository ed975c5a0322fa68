namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>
/// The kernel's semantics written down as plainly as possible: one sorted list of all that is going to happen, taken instant
/// by instant. Obviously right, and slow. It shares no code with the kernel.
/// </summary>
internal sealed class ReferenceSimulator
{
    private readonly SortedList<(long Time, long Sequence), ReferenceEvent> _events = [];
    private readonly ReferenceActor[] _actors;
    private readonly long _duration;
    private long _sequence;
    private long _stop = long.MaxValue;
    private long _lastEvent;

    public ReferenceSimulator(Topology topology)
    {
        _duration = topology.Duration ?? long.MaxValue;
        _actors = [.. Enumerable.Range(0, topology.Actors).Select(id => new ReferenceActor(this, id, topology.BehaviourOf(id)))];
        foreach (var plan in topology.Channels)
        {
            var channel = new ReferenceChannel(this, plan, _actors[plan.From], _actors[plan.To], _actors[plan.To].Inputs);
            _actors[plan.From].Outputs.Add(channel);
            _actors[plan.To].Inputs++;
        }
    }

    public long Events { get; private set; }

    private long End => Math.Min(_duration, _stop);

    public Outcome Run()
    {
        foreach (var actor in _actors) actor.Start();
        while (_events.Count > 0 && _events.Keys[0].Time < End) RunInstant(_events.Keys[0].Time);

        var hasReachedEnd = End != long.MaxValue && (_actors.Any(actor => actor.HasSomethingLeft) || End == _stop);
        var lastMoment = hasReachedEnd ? End - 1 : _lastEvent;
        foreach (var actor in _actors) actor.Housekeep(lastMoment);
        var logs = _actors.Select(actor => (IReadOnlyList<LogEntry>)[.. actor.Log.Where(entry => entry.Time <= lastMoment)]);
        return new Outcome([.. logs], hasReachedEnd ? End : _lastEvent, Events);
    }

    public (long Time, long Sequence) Add(long time, ReferenceEvent happening)
    {
        var key = (time, _sequence++);
        _events.Add(key, happening);
        return key;
    }

    public bool Remove((long Time, long Sequence) key) => _events.Remove(key);

    /// <summary>Takes from the list what is due and fits, in the order in which it was put there.</summary>
    public List<ReferenceEvent> TakeDue(long now, Func<ReferenceEvent, bool> fits)
    {
        var due = _events.TakeWhile(entry => entry.Key.Time <= now).Where(entry => fits(entry.Value)).ToList();
        foreach (var entry in due) _events.Remove(entry.Key);
        return [.. due.Select(entry => entry.Value)];
    }

    /// <summary>The first due timer of an actor, or null.</summary>
    public TimerEvent? TakeTimer(long now, ReferenceActor actor)
    {
        foreach (var (key, happening) in _events.TakeWhile(entry => entry.Key.Time <= now))
        {
            if (happening is not TimerEvent timer || timer.Actor != actor) continue;
            _events.Remove(key);
            return timer;
        }

        return null;
    }

    public bool AnyDue(long now, Func<ReferenceEvent, bool> fits) => _events.TakeWhile(entry => entry.Key.Time <= now).Any(entry => fits(entry.Value));

    public bool Any(Func<ReferenceEvent, bool> fits) => _events.Values.Any(fits);

    public void Count(long time)
    {
        Events++;
        _lastEvent = Math.Max(_lastEvent, time);
    }

    public void Stop(long time) => _stop = Math.Min(_stop, time);

    private void RunInstant(long now)
    {
        foreach (var actor in _actors) actor.Housekeep(now);
        var due = _events.TakeWhile(entry => entry.Key.Time == now).Select(entry => entry.Value.Actor.Id).ToHashSet();
        foreach (var actor in _actors.Where(actor => due.Contains(actor.Id))) actor.RunInstant(now);
    }
}
