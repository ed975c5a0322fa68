namespace CxlFabricSim.Devices.Timing;

/// <summary>
/// When a medium has served an access. Times are those of an access that nothing stands in the way of: it is served when it comes, and
/// the constant part of its latency belongs to the device's port. What a model adds is said in two parts.
/// </summary>
public abstract class MediumModel
{
    /// <summary>True when accesses are served in the order in which they come.</summary>
    public abstract bool IsInOrder { get; }

    /// <summary>For how long, in picoseconds, a line occupies the whole medium at its full bandwidth; zero where that has no bound.</summary>
    public abstract long LineTime { get; }

    /// <summary>
    /// Takes an access that comes to the medium at a time (picoseconds; it never goes back). Returns when it is served, constant latency
    /// apart.
    /// </summary>
    /// <param name="time">When the access comes.</param>
    /// <param name="line">Which line of the medium.</param>
    /// <param name="isWrite">Whether it writes.</param>
    /// <param name="served">When the medium begins with it: what lies between is waiting.</param>
    public abstract long Access(long time, ulong line, bool isWrite, out long served);

    /// <summary>An access to a line comes soon: fetches what it will look at into the processor's cache.</summary>
    public virtual void Prefetch(ulong line)
    {
    }

    /// <summary>What every access looks at, and how many of the processor's cache lines of it.</summary>
    public virtual IEnumerable<(object Object, int Lines)> HotState() => [(this, 1)];
}
