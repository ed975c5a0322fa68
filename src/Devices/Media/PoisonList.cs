using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>
/// The poison of a logical device: the list that the host can ask for, and what did not fit into it, which only a scan of the media
/// brings back.
/// </summary>
public sealed class PoisonList
{
    private readonly PoisonRules _rules;

    // The newest last: each is reported before those that are older.
    private readonly List<PoisonRange> _listed = [];
    private readonly List<PoisonRange> _unlisted = [];

    // All of the poison by address, for loads and stores; made when it is asked for.
    private PoisonRange[]? _byAddress;

    public PoisonList(PoisonRules rules) => _rules = rules;

    /// <summary>What is listed, the newest first.</summary>
    public IEnumerable<PoisonRange> Listed => Enumerable.Reverse(_listed);

    /// <summary>What did not fit, the newest first.</summary>
    public IEnumerable<PoisonRange> Unlisted => Enumerable.Reverse(_unlisted);

    public bool HasPoison => _listed.Count + _unlisted.Count > 0;

    public bool IsFull => _listed.Count >= _rules.ListEntries;

    /// <summary>Some poison is or was not listed; only a scan ends that.</summary>
    public bool HasOverflowed { get; private set; }

    /// <summary>The device's timestamp when the list overflowed; zero while it has not.</summary>
    public ulong OverflowTimestamp { get; private set; }

    /// <summary>Adds a range; one too many is an overflow.</summary>
    public void Add(PoisonRange range, ulong timestamp)
    {
        _byAddress = null;
        if (!IsFull)
        {
            _listed.Add(range);
            return;
        }

        _unlisted.Add(range);
        if (!HasOverflowed) Overflow(timestamp);
    }

    /// <summary>Whether one entry holds all bytes of a line.</summary>
    internal bool ListsLine(ulong address) =>
        _listed.Exists(entry => address >= entry.Start.Value && unchecked(address + Sizes.Line) <= unchecked(entry.Start.Value + entry.Length));

    internal bool Exists(Predicate<PoisonRange> match) => _listed.Exists(match) || _unlisted.Exists(match);

    internal bool IsListed(Predicate<PoisonRange> match) => _listed.Exists(match);

    /// <summary>Takes a line out of the newest listed entry that holds its first byte; false when none does.</summary>
    internal bool ClearListedLine(ulong address, ulong timestamp)
    {
        var index = _listed.FindLastIndex(entry => entry.Contains(address));
        if (index < 0) return false;
        Cut(index, address, unchecked(address + Sizes.Line - 1), timestamp);
        return true;
    }

    /// <summary>Takes bytes out of all that is poisoned; true when any of them was.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="length">How many.</param>
    /// <param name="timestamp">Of the overflow, should the half of an entry that is left not fit any more; zero is "not known".</param>
    public bool Clear(Dpa start, ulong length, ulong timestamp = 0)
    {
        if (length == 0 || !HasPoison) return false;
        var first = start.Value;
        var last = first + length - 1;
        var wasPoisoned = false;
        for (var index = _unlisted.Count - 1; index >= 0; index--)
        {
            var entry = _unlisted[index];
            if (!entry.Overlaps(first, last)) continue;
            wasPoisoned = true;
            _unlisted.RemoveAt(index);
            if (TryFront(entry, first, out var front)) _unlisted.Add(front);
            if (TryBack(entry, last, out var back)) _unlisted.Add(back);
        }

        while (_listed.FindLastIndex(entry => entry.Overlaps(first, last)) is >= 0 and var index)
        {
            wasPoisoned = true;
            Cut(index, first, last, timestamp);
        }

        _byAddress = null;
        return wasPoisoned;
    }

    /// <summary>Forgets the list, but not what did not fit.</summary>
    internal void ForgetListed()
    {
        _listed.Clear();
        _byAddress = null;
    }

    /// <summary>Takes what was not listed and overlaps a range, the newest first, into the list while that has room.</summary>
    /// <returns>What was taken, or would have been had there been room.</returns>
    internal List<PoisonRange> TakeUnlisted(ulong first, ulong last, bool forgetsRest)
    {
        var found = new List<PoisonRange>();
        for (var index = _unlisted.Count - 1; index >= 0; index--)
        {
            var entry = _unlisted[index];
            if (!entry.Overlaps(first, last)) continue;
            found.Add(entry);
            if (!IsFull) _listed.Add(entry);
            else if (!forgetsRest) continue;
            _unlisted.RemoveAt(index);
        }

        _byAddress = null;
        return found;
    }

    internal void EndOverflow()
    {
        HasOverflowed = false;
        OverflowTimestamp = 0;
    }

    /// <summary>Whether any of some bytes is poisoned.</summary>
    public bool IsPoisoned(Dpa start, int length)
    {
        var ranges = _byAddress ??= [.. _listed.Concat(_unlisted).OrderBy(range => range.Start.Value)];
        var last = start.Value + (ulong)length - 1;
        int low = 0, high = ranges.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].Last < start.Value) low = middle + 1;
            else high = middle;
        }

        return low < ranges.Length && ranges[low].Start.Value <= last;
    }

    private void Overflow(ulong timestamp)
    {
        HasOverflowed = true;
        OverflowTimestamp = timestamp;
    }

    private void Cut(int index, ulong first, ulong last, ulong timestamp)
    {
        var entry = _listed[index];
        _listed.RemoveAt(index);
        _byAddress = null;
        if (TryFront(entry, first, out var front)) _listed.Add(front);
        if (!TryBack(entry, last, out var back)) return;
        if (!IsFull)
        {
            _listed.Add(back);
            return;
        }

        if (!_rules.SplitHalfForgotten) _unlisted.Add(back);
        Overflow(timestamp);
    }

    private static bool TryFront(PoisonRange entry, ulong first, out PoisonRange front)
    {
        front = entry with { Length = unchecked(first - entry.Start.Value) };
        return first > entry.Start.Value;
    }

    private static bool TryBack(PoisonRange entry, ulong last, out PoisonRange back)
    {
        back = entry with { Start = new Dpa(unchecked(last + 1)), Length = unchecked(entry.Last - last) };
        return last < entry.Last;
    }
}
