using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>Ranges of a region's parts that are held without being of use, each until a moment of its own.</summary>
internal sealed class DeadlineList
{
    private readonly List<(int Part, ByteRange Range, SimTime Deadline)> _entries = [];

    public SimTime Next
    {
        get
        {
            var next = SimTime.Never;
            foreach (var entry in _entries) next = entry.Deadline < next ? entry.Deadline : next;
            return next;
        }
    }

    public void Add(int part, ByteRange range, SimTime deadline) => _entries.Add((part, range, deadline));

    /// <summary>Ends the wait for a range; what remains of an entry keeps its deadline.</summary>
    public void Remove(int part, ByteRange range)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var entry = _entries[i];
            if (entry.Part != part || !entry.Range.Overlaps(range)) continue;
            _entries.RemoveAt(i);
            var rest = new RangeSet([entry.Range]);
            rest.Remove(range);
            _entries.InsertRange(i, rest.Ranges.Select(piece => (part, piece, entry.Deadline)));
        }
    }

    /// <summary>Takes out what has waited long enough, the oldest entry first.</summary>
    public List<(int Part, ByteRange Range)> TakeExpired(SimTime now)
    {
        var expired = _entries.Where(entry => entry.Deadline <= now).Select(entry => (entry.Part, entry.Range)).ToList();
        _entries.RemoveAll(entry => entry.Deadline <= now);
        return expired;
    }
}
