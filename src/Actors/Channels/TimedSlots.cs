using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using CxlFabricSim.Actors.Storage;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// A queue of slot numbers with their times, in time order: arrivals at a receiver, credits on their way back. A ring that grows to what is
/// under way at once and no further: large fabrics are fast as long as their rings stay in the processor's caches.
/// </summary>
internal unsafe struct TimedSlots
{
    private const int FirstCapacity = 8;

    // Two lines of the processor's cache.
    private const int EntriesAhead = 8;

    private PinnedArray<Entry> _entries;

    // One less than the entries there is room for.
    private uint _mask;
    private uint _head;
    private uint _tail;

    public TimedSlots() => _mask = uint.MaxValue;

    public readonly bool IsEmpty
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head == _tail;
    }

    public readonly int Count => (int)(_tail - _head);

    /// <summary>The position of the first entry; positions count on for ever and wrap.</summary>
    public readonly uint Head => _head;

    /// <summary>The position behind the last entry.</summary>
    public readonly uint Tail => _tail;

    /// <summary>The time of the first entry, or never.</summary>
    public readonly long HeadTime
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head == _tail ? long.MaxValue : At(_head).Time;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int slot, long time, bool hasLine = false)
    {
        var tail = _tail;
        if (tail - _head == _mask + 1) Grow();
        _tail = tail + 1;
        ref var entry = ref At(tail);
        entry.Time = time;
        entry.Slot = slot;
        entry.HasLine = hasLine;
    }

    /// <summary>Takes the first entry's slot; there must be one. Says when the next one comes, or never.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(out long next)
    {
        var head = _head;
        var slot = At(head++).Slot;
        _head = head;
        next = head == _tail ? long.MaxValue : At(head).Time;
        return slot;
    }

    /// <summary>Takes the first entry's slot if its time has come.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(long now, out int slot)
    {
        var head = _head;
        slot = -1;
        if (head == _tail) return false;
        ref var entry = ref At(head);
        if (entry.Time > now) return false;
        slot = entry.Slot;
        _head = head + 1;
        return true;
    }

    /// <summary>The entry that was taken last, as long as nothing stands in its place.</summary>
    public readonly bool TryLastTaken(out int slot, out long time)
    {
        (slot, time) = (0, 0);
        if (_head == 0 || Count == _mask + 1) return false;
        ref var entry = ref At(_head - 1);
        (slot, time) = (entry.Slot, entry.Time);
        return true;
    }

    /// <summary>The slot at a position between <see cref="Head"/> and <see cref="Tail"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int SlotAt(uint position) => At(position).Slot;

    /// <summary>Whether there are data beside the message at such a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool HasLineAt(uint position) => At(position).HasLine;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ref Entry At(uint position) => ref _entries.First[position & _mask];

    /// <summary>Starts loading the entries behind the first few.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PrefetchBehindHead()
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref At(_head + EntriesAhead)));
    }

    /// <summary>Starts loading the first entry.</summary>
    public readonly void PrefetchHead() => Sse.Prefetch0(Unsafe.AsPointer(ref At(_head)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var grown = new PinnedArray<Entry>(Math.Max(FirstCapacity, _entries.Length * 2));
        for (var position = _head; position != _tail; position++) grown.First[position & ((uint)grown.Length - 1)] = At(position);
        _entries = grown;
        _mask = (uint)grown.Length - 1;
    }

    private struct Entry
    {
        public long Time;
        public int Slot;
        public bool HasLine;
    }
}
