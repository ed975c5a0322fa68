using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// The part of a region that a host may use, as one gapless space: position 0 is the lowest mapped byte of the region.
/// A static region is one range from the start; of a dynamic one the driver maps ranges as capacity comes and goes.
/// </summary>
public sealed class MappedSpace
{
    // Up to here a scan beats a binary search.
    private const int ScanLimit = 8;

    private readonly RangeSet _ranges = new();

    // For each range: the position behind its last byte, and what to add to a position to get the region offset.
    private ulong[] _ends = new ulong[ScanLimit];
    private ulong[] _shifts = new ulong[ScanLimit];
    private int _count;

    public IReadOnlyList<ByteRange> Ranges => _ranges.Ranges;

    public ulong TotalBytes { get; private set; }

    /// <summary>Rises with every change: positions mean other bytes from then on.</summary>
    public int Generation { get; private set; }

    /// <summary>The region offset of a position below <see cref="TotalBytes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong OffsetOf(ulong position)
    {
        Debug.Assert(position < TotalBytes);
        return position + (_count == 1 ? _shifts[0] : _shifts[IndexOf(position)]);
    }

    /// <summary>Whether all of a range is mapped.</summary>
    public bool Contains(ByteRange range) => _ranges.Contains(range);

    /// <summary>The same question for every access: without looking at more than numbers.</summary>
    public bool IsMapped(ulong offset, ulong length)
    {
        for (var index = 0; index < _count; index++)
        {
            var position = offset - _shifts[index];
            var first = index == 0 ? 0 : _ends[index - 1];
            if (position >= first && position < _ends[index]) return length <= _ends[index] - position;
        }

        return false;
    }

    /// <summary>How many aligned accesses of a size fit in a part of the space; length 0 means to the end.</summary>
    public ulong SlotsIn(ulong start, ulong length, ulong accessBytes)
    {
        if (start >= TotalBytes) return 0;
        var available = TotalBytes - start;
        return (length == 0 ? available : Math.Min(length, available)) / accessBytes;
    }

    public void Add(ByteRange range)
    {
        if (_ranges.Overlaps(range)) throw new InvalidOperationException($"{range} is mapped twice; mapped already: {Describe()}");
        _ranges.Add(range);
        Rebuild();
    }

    public void Remove(ByteRange range)
    {
        if (!_ranges.Contains(range))
            throw new InvalidOperationException($"{range} is unmapped and was not all mapped; mapped: {Describe()}");
        _ranges.Remove(range);
        Rebuild();
    }

    private void Rebuild()
    {
        Generation++;
        _count = _ranges.Ranges.Count;
        if (_count > _ends.Length)
        {
            _ends = new ulong[2 * _count];
            _shifts = new ulong[2 * _count];
        }
        var position = 0UL;
        for (var i = 0; i < _count; i++)
        {
            var range = _ranges.Ranges[i];
            _shifts[i] = range.Start - position;
            position += range.Length;
            _ends[i] = position;
        }
        TotalBytes = position;
    }

    private int IndexOf(ulong position)
    {
        var low = 0;
        if (_count <= ScanLimit)
        {
            while (position >= _ends[low]) low++;
            return low;
        }
        var high = _count - 1;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (position < _ends[middle]) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private string Describe() => _count == 0 ? "nothing" : string.Join(", ", _ranges.Ranges);
}
