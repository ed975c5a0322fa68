namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>
/// One way in which the recorded QEMU departs from the specification, with the specification's answer wherever that shows. A departure
/// lives as long as the replay of one vector and may remember what it saw.
/// </summary>
/// <remarks>
/// The answer is computed from the recorded one and from what the vector's steps said before, never from our device's answer: it is
/// asked for exactly, so a wrong answer at a departure fails as anywhere else. How many records or extents there are is asked of our
/// device, which the steps before have kept where the recorded one was. Where a departure changes a device's state, one of two
/// things keeps the steps after it comparable. What the recorded device did not do is done to a copy of ours, which then is looked at and
/// thrown away (<see cref="StandsApart"/>). What it did against the specification is refused by ours, and then done in words that the
/// specification has (<see cref="Follow"/>).
/// </remarks>
internal abstract class Departure(DepartureText text)
{
    public DepartureText Text => text;

    public string Name => text.Name;

    /// <summary>The specification's answer to a step; the recorded one where this departure does not apply.</summary>
    public virtual string Expect(ReplayedStep step, string recorded, ReplayScene scene) => recorded;

    /// <summary>The step is given to a copy of the device, as the recorded device did not carry it out.</summary>
    public virtual bool StandsApart(ReplayedStep step, ReplayScene scene) => false;

    /// <summary>After a step that stands apart: what is wrong with the copy; null when it did what the specification says.</summary>
    public virtual string? FindFault(ReplayedStep step, ReplayScene copy) => null;

    /// <summary>Before every step: notes what it will need to know and cannot ask any more.</summary>
    public virtual void Prepare(ReplayedStep step, ReplayScene scene)
    {
    }

    /// <summary>After every step: remembers it, and brings our device to where the recorded one is now.</summary>
    public virtual void Follow(ReplayedStep step, ReplayScene scene)
    {
    }
}
