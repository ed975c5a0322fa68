using System.Diagnostics;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Caching;

/// <summary>
/// A host's last-level cache: write-back, of whole lines, which it really holds. A line is in one of these places, and is looked for
/// in this order: the store; a buffer from which it is being written back; memory.
/// </summary>
/// <remarks>
/// Messages carry tags: below the number of the host's lines the load-store unit's own, then those of prefetches, then those of
/// write-back buffers. Lines are numbers of host physical addresses in lines.
/// </remarks>
internal sealed partial class HostCache
{
    private const int None = -1;

    private readonly CacheSettings _settings;
    private readonly LineStore _store;
    private readonly int _lines;
    private readonly byte[] _answers;
    private readonly Fill[] _fills;
    private readonly int[] _nextWaiter;
    private readonly Stack<int> _freePrefetches;
    private readonly Dictionary<ulong, int> _fillOf;

    // Writes that go past the cache: what is fetched meanwhile may be older than they are.
    private readonly Dictionary<ulong, int> _passing = [];
    private readonly ulong[] _passingLine;
    private int _fillsInFlight;

    public HostCache(CacheSettings settings, int lines)
    {
        _settings = settings;
        _store = new LineStore(settings.Bytes, settings.Ways);
        _lines = lines;
        _answers = new byte[lines * Sizes.Line];
        _fills = new Fill[2 * lines];
        _fillOf = new Dictionary<ulong, int>(2 * lines);
        _nextWaiter = new int[lines];
        _passingLine = new ulong[lines];
        _freePrefetches = new Stack<int>(Enumerable.Range(lines, lines).Reverse());
        _buffers = new WriteBack[2 * lines];
        _bufferData = new byte[2 * lines * Sizes.Line];
        _freeBuffers = new Stack<int>(Enumerable.Range(0, 2 * lines).Reverse());
        _bufferOf = new Dictionary<ulong, int>(2 * lines);
    }

    public CacheCounters Counters { get; } = new();

    /// <summary>Every tag lies below.</summary>
    public int Tags => _fills.Length + _buffers.Length;

    public SimTime Latency => _settings.Latency;

    public int PrefetchLines => _settings.PrefetchLines;

    /// <summary>Whether an access can be taken: every line that is on its way may push another one out.</summary>
    public bool HasRoom => _freeBuffers.Count > _fillsInFlight;

    /// <summary>The data of a read that hit, or that comes too soon.</summary>
    public Span<byte> AnswerOf(ushort tag) => _answers.AsSpan(tag * Sizes.Line, Sizes.Line);

    public bool IsFill(ushort tag) => tag < _fills.Length && _fills[tag].IsBusy;

    /// <param name="tag">The load-store unit's.</param>
    /// <param name="line">Which line.</param>
    /// <param name="isAhead">Whether the reader has come to where fetching ahead should go on.</param>
    public CacheLookup Read(ushort tag, ulong line, out bool isAhead)
    {
        isAhead = false;
        if (_store.Find(line) is >= 0 and var index)
        {
            isAhead = TakeAhead(ref _store[index]);
            _store.Touch(index);
            _store.DataOf(index).CopyTo(AnswerOf(tag));
            Counters.Hits++;
            return CacheLookup.Hit;
        }

        if (_bufferOf.TryGetValue(line, out var buffer))
        {
            DataOf(buffer).CopyTo(AnswerOf(tag));
            Counters.Hits++;
            return CacheLookup.Hit;
        }

        if (_fillOf.TryGetValue(line, out var fill))
        {
            Counters.Merged++;
            ref var state = ref _fills[fill];
            isAhead = fill >= _lines && state.FirstWaiter == None;
            if (isAhead) Counters.PrefetchesUsed++;
            _nextWaiter[tag] = state.FirstWaiter;
            state.FirstWaiter = tag;
            return CacheLookup.Wait;
        }

        Counters.Misses++;
        isAhead = true;
        BeginFill(tag, line);
        return CacheLookup.Fetch;
    }

    /// <summary>Where to put the data of a write; it is whole, so nothing need be fetched.</summary>
    public Span<byte> Write(ulong line)
    {
        Disown(line);
        var index = _store.Find(line);
        if (index >= 0)
        {
            Counters.Hits++;
            TakeAhead(ref _store[index]);
        }
        else
        {
            Counters.Misses++;
            index = Insert(line);
        }

        _store[index].IsDirty = true;
        _store.Touch(index);
        return _store.DataOf(index);
    }

    /// <summary>A write goes past the cache: what is held of the line is old.</summary>
    public void BeginPassing(ushort tag, ulong line)
    {
        Disown(line);
        if (_store.Find(line) is >= 0 and var index) _store[index] = default;
        _bufferOf.Remove(line);
        _passingLine[tag] = line;
        _passing[line] = _passing.GetValueOrDefault(line) + 1;
    }

    public void EndPassing(ushort tag)
    {
        var line = _passingLine[tag];
        if (!_passing.TryGetValue(line, out var count)) return;
        if (count == 1) _passing.Remove(line);
        else _passing[line] = count - 1;
    }

    /// <summary>Takes a line to fetch ahead; false when it is here or under way, or when there is no room for it.</summary>
    public bool TryBeginPrefetch(ulong line, out ushort tag)
    {
        tag = 0;
        if (!HasRoom || _freePrefetches.Count == 0 || _passing.ContainsKey(line)) return false;
        if (_fillOf.ContainsKey(line) || _bufferOf.ContainsKey(line) || _store.Find(line) >= 0) return false;
        tag = (ushort)_freePrefetches.Pop();
        Counters.Prefetches++;
        BeginFill(tag, line);
        return true;
    }

    /// <summary>A fetched line is here, or could not be had. Returns the first of the reads that waited for it besides its own; negative for none.</summary>
    public int EndFill(ushort tag, bool isSuccess, ReadOnlySpan<byte> data)
    {
        ref var fill = ref _fills[tag];
        Debug.Assert(fill.IsBusy);
        fill.IsBusy = false;
        _fillsInFlight--;
        if (tag >= _lines) _freePrefetches.Push(tag);
        if (fill.IsOld) return fill.FirstWaiter;
        _fillOf.Remove(fill.Line);
        if (!isSuccess || _store.Find(fill.Line) >= 0) return fill.FirstWaiter;
        var index = Insert(fill.Line);
        data.CopyTo(_store.DataOf(index));
        _store[index].IsAhead = tag >= _lines && fill.FirstWaiter == None;
        _store.Touch(index);
        return fill.FirstWaiter;
    }

    public int NextWaiter(int tag) => _nextWaiter[tag];

    /// <summary>The capacity behind these lines is gone: nothing of it is worth keeping, nor what is on its way from there.</summary>
    public void Drop(ulong first, ulong count)
    {
        for (var index = 0; index < _store.Count; index++)
        {
            if (_store[index].IsHeld && _store[index].Line - first < count) _store[index] = default;
        }

        foreach (ref var fill in _fills.AsSpan())
        {
            if (fill.IsBusy && fill.Line - first < count) Disown(fill.Line);
        }

        foreach (ref var buffer in _buffers.AsSpan())
        {
            if (buffer.IsBusy && buffer.Line - first < count) _bufferOf.Remove(buffer.Line);
        }
    }

    private void BeginFill(ushort tag, ulong line)
    {
        var isOld = _passing.ContainsKey(line);
        _fills[tag] = new Fill { Line = line, FirstWaiter = None, IsBusy = true, IsOld = isOld };
        if (!isOld) _fillOf[line] = tag;
        _fillsInFlight++;
    }

    // What is on its way of a line is older than what will be there when it comes: it goes to who waits for it, and is not kept.
    private void Disown(ulong line)
    {
        if (_fillOf.Remove(line, out var fill)) _fills[fill].IsOld = true;
    }

    private bool TakeAhead(ref LineStore.Entry entry)
    {
        if (!entry.IsAhead) return false;
        entry.IsAhead = false;
        Counters.PrefetchesUsed++;
        return true;
    }

    private int Insert(ulong line)
    {
        var index = _store.PlaceFor(line);
        ref var entry = ref _store[index];
        if (entry is { IsHeld: true, IsDirty: true }) BeginWriteBack(index);
        entry = new LineStore.Entry { Line = line, IsHeld = true };
        return index;
    }

    private struct Fill
    {
        public ulong Line;
        public int FirstWaiter;
        public bool IsBusy;
        public bool IsOld;
    }
}
