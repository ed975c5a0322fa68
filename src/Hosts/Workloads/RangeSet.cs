namespace CxlFabricSim.Hosts.Workloads;

/// <summary>A set of bytes, kept as ordered ranges that neither overlap nor touch.</summary>
public sealed class RangeSet
{
    private readonly List<ByteRange> _ranges = [];

    public RangeSet()
    {
    }

    public RangeSet(IEnumerable<ByteRange> ranges)
    {
        foreach (var range in ranges) Add(range);
    }

    public IReadOnlyList<ByteRange> Ranges => _ranges;

    public bool IsEmpty => _ranges.Count == 0;

    public ulong TotalBytes
    {
        get
        {
            var total = 0UL;
            foreach (var range in _ranges) total += range.Length;
            return total;
        }
    }

    /// <summary>Adds what is not there yet, and joins neighbours.</summary>
    public void Add(ByteRange added)
    {
        if (added.Length == 0) return;
        var first = 0;
        while (first < _ranges.Count && _ranges[first].End < added.Start) first++;
        var (start, end) = (added.Start, added.End);
        var last = first;
        for (; last < _ranges.Count && _ranges[last].Start <= added.End; last++)
        {
            start = Math.Min(start, _ranges[last].Start);
            end = Math.Max(end, _ranges[last].End);
        }
        _ranges.RemoveRange(first, last - first);
        _ranges.Insert(first, ByteRange.Between(start, end));
    }

    public void UnionWith(RangeSet added)
    {
        foreach (var range in added._ranges) Add(range);
    }

    /// <summary>Removes what is there of a range; a range in two pieces is what may remain.</summary>
    public void Remove(ByteRange removed)
    {
        for (var i = _ranges.Count - 1; i >= 0; i--)
        {
            var range = _ranges[i];
            if (!range.Overlaps(removed)) continue;
            _ranges.RemoveAt(i);
            if (range.End > removed.End) _ranges.Insert(i, ByteRange.Between(removed.End, range.End));
            if (range.Start < removed.Start) _ranges.Insert(i, ByteRange.Between(range.Start, removed.Start));
        }
    }

    public void ExceptWith(RangeSet removed)
    {
        foreach (var range in removed._ranges) Remove(range);
    }

    public void Clear() => _ranges.Clear();

    public bool Overlaps(ByteRange range) => _ranges.Exists(held => held.Overlaps(range));

    /// <summary>Whether all of a range, which is not empty, is there.</summary>
    public bool Contains(ByteRange range) => range.Length > 0 && _ranges.Exists(held => held.Contains(range));

    /// <summary>What is there of a range.</summary>
    public RangeSet Within(ByteRange range)
    {
        var result = new RangeSet();
        foreach (var held in _ranges)
        {
            if (!held.Overlaps(range)) continue;
            result._ranges.Add(ByteRange.Between(Math.Max(held.Start, range.Start), Math.Min(held.End, range.End)));
        }
        return result;
    }

    public RangeSet Within(RangeSet other)
    {
        var result = new RangeSet();
        foreach (var range in other._ranges) result._ranges.AddRange(Within(range)._ranges);
        return result;
    }

    public RangeSet Except(RangeSet other)
    {
        var result = new RangeSet();
        result._ranges.AddRange(_ranges);
        result.ExceptWith(other);
        return result;
    }
}
