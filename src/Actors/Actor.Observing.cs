using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors;

/// <content>Who looks at an actor while it runs, without being part of it.</content>
public abstract partial class Actor
{
    private Func<SimTime, SimTime>? _observer;

    /// <summary>
    /// Before the run: has somebody look at the actor in its housekeeping. The observer reads what the actor owns, as it was just before the
    /// time that it is given, and answers when it wants to look again; it runs on the actor's thread, and nothing of a run depends on it.
    /// </summary>
    public void Observe(SimTime first, Func<SimTime, SimTime> observer)
    {
        if (_observer is not null) throw new InvalidOperationException($"{Name} is observed already");
        if (first <= SimTime.Zero) throw new ArgumentOutOfRangeException(nameof(first), $"{Name}: nothing can be seen at {first}");
        _observer = observer;
        ScheduleHousekeeping(first);
    }
}
