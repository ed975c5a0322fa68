using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Caching;

/// <summary>Lines and their data in sets of some ways; the one that was used longest ago makes room.</summary>
internal sealed class LineStore
{
    private readonly Entry[] _entries;
    private readonly byte[] _data;
    private readonly int _ways;
    private readonly ulong _sets;
    private ulong _clock;

    public LineStore(ulong bytes, int ways)
    {
        var lines = checked((int)(bytes / Sizes.Line));
        _ways = ways;
        _sets = (ulong)(lines / ways);
        _entries = new Entry[lines];
        _data = GC.AllocateUninitializedArray<byte>(lines * Sizes.Line);
    }

    public int Count => _entries.Length;

    public ref Entry this[int index] => ref _entries[index];

    public Span<byte> DataOf(int index) => _data.AsSpan(index * Sizes.Line, Sizes.Line);

    /// <summary>Where a line is; negative when it is not there.</summary>
    public int Find(ulong line)
    {
        var first = (int)(line % _sets) * _ways;
        for (var index = first; index < first + _ways; index++)
        {
            if (_entries[index].IsHeld && _entries[index].Line == line) return index;
        }

        return -1;
    }

    public void Touch(int index) => _entries[index].LastUse = ++_clock;

    /// <summary>The place that a line would take: an empty one, or that of the line used longest ago.</summary>
    public int PlaceFor(ulong line)
    {
        var first = (int)(line % _sets) * _ways;
        var place = first;
        for (var index = first; index < first + _ways; index++)
        {
            if (!_entries[index].IsHeld) return index;
            if (_entries[index].LastUse < _entries[place].LastUse) place = index;
        }

        return place;
    }

    internal struct Entry
    {
        public ulong Line;
        public ulong LastUse;
        public bool IsHeld;
        public bool IsDirty;

        /// <summary>Fetched ahead, and not asked for yet.</summary>
        public bool IsAhead;
    }
}
