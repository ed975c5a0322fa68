using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using CxlFabricSim.Actors.Storage;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// The receiving end of a channel. It owns the slots that the sender's credits stand for, and the order in which filled
/// slots arrive: already in time order, because the line serialises. A slot that is given back returns to the sender as a
/// credit that carries the slot's number.
/// </summary>
public sealed unsafe class InputPort
{
    /// <summary>In place of a slot whose message has been overwritten.</summary>
    internal const int Gone = -1;

    private const int LineBytes = 64;
    private const int FirstCapacity = 16;

    private readonly long _latency;
    private PinnedArray<Message> _messages;
    private PinnedArray<Line> _lines;
    private Ring<Arrival> _arrivals = new();
    private byte[]?[]? _records;
    private int _recordsHeld;
    private uint _prefetched;
    private long _lastCredit;

    internal InputPort(Actor owner, int index, int channel, string name, int slots, long latency)
    {
        Owner = owner;
        Index = index;
        Channel = channel;
        Name = name;
        SlotCount = slots;
        _latency = latency;
        Grow(FirstCapacity);
    }

    public Actor Owner { get; }

    /// <summary>The port's number at its actor; ties of one instant go in this order.</summary>
    public int Index { get; }

    public string Name { get; }

    public int SlotCount { get; }

    internal int Channel { get; }

    /// <summary>The sender, when it runs in the same partition.</summary>
    internal OutputPort? LocalPeer { get; set; }

    /// <summary>The way to the sender's partition otherwise.</summary>
    internal Outbox? CreditOutbox { get; set; }

    internal bool IsKept { get; set; }

    /// <summary>Whether what is needed next is fetched into the processor's caches: in a large fabric it has left them since.</summary>
    internal bool IsInLargeFabric { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Message MessageIn(int slot)
    {
        Debug.Assert((uint)slot < (uint)_messages.Length);
        return ref _messages.First[(uint)slot];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte LineIn(int slot)
    {
        Debug.Assert((uint)slot < (uint)_messages.Length);
        return ref _lines.First[(uint)slot][0];
    }

    public byte[]? RecordIn(int slot) => _records?[slot];

    /// <summary>Gives a held slot back now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int slot) => ReleaseAt(slot, Owner.NowPicoseconds);

    /// <summary>Gives a held slot back at a time: not before the actor's window, if told so by <see cref="Actor.OnLeft"/>, or now.</summary>
    public void Release(int slot, long time) => ReleaseAt(slot, time);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ReleaseAt(int slot, long time)
    {
        // Credits return in order: one that is due earlier than its predecessor travels with it.
        if (time < _lastCredit) time = _lastCredit;
        _lastCredit = time;
        if (_recordsHeld != 0) DropRecord(slot);
        var peer = LocalPeer;
        if (peer != null) peer.TakeCredit(slot, time + _latency);
        else CreditOutbox!.AddCredit(Channel, slot, time + _latency);
    }

    /// <summary>
    /// Queues a message in its slot; returns the line beside it. Low slots are used first, and there is memory for as many as were ever used
    /// at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref byte Arrive(scoped in Message message, int slot, long time, bool hasLine)
    {
        Debug.Assert(_arrivals.Count < SlotCount, $"{Name}: more messages than slots");
        if (slot >= _messages.Length) Grow(slot + 1);
        MessageIn(slot) = message;
        var wasEmpty = _arrivals.IsEmpty;
        _arrivals.Add(new Arrival { Time = time, Slot = slot, HasLine = hasLine });
        if (wasEmpty) Owner.HeadChanged(Index, time);
        return ref LineIn(slot);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int needed)
    {
        var capacity = Math.Min(SlotCount, Math.Max(needed, 2 * _messages.Length));
        var (messages, lines) = (new PinnedArray<Message>(capacity), new PinnedArray<Line>(capacity));
        _messages.AsSpan().CopyTo(messages.AsSpan());
        _lines.AsSpan().CopyTo(lines.AsSpan());
        (_messages, _lines) = (messages, lines);
    }

    internal void SetRecord(int slot, byte[] record)
    {
        _records ??= new byte[]?[SlotCount];
        _records[slot] = record;
        _recordsHeld++;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DropRecord(int slot)
    {
        if (_records![slot] == null) return;
        _records[slot] = null;
        _recordsHeld--;
    }

    /// <summary>Takes the head, of which there must be one; says when the next one comes, or never.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Take(out long next)
    {
        Debug.Assert(!_arrivals.IsEmpty);
        var slot = _arrivals[_arrivals.Head].Slot;
        _arrivals.RemoveFirst();
        if (_arrivals.IsEmpty)
        {
            next = long.MaxValue;
            return slot;
        }

        next = _arrivals[_arrivals.Head].Time;
        if (IsInLargeFabric) PrefetchNext();
        return slot;
    }

    /// <summary>Which slot was taken last, or <see cref="Gone"/> when it has been filled again, and when what was in it had come.</summary>
    internal bool TryLastTaken(out int slot, out long time)
    {
        (slot, time) = (0, 0);
        if (!_arrivals.HasLastTaken) return false;
        ref var last = ref _arrivals[_arrivals.Head - 1];
        (slot, time) = (last.Slot, last.Time);
        for (var position = _arrivals.Head; position != _arrivals.Tail; position++)
        {
            if (_arrivals[position].Slot == last.Slot) slot = Gone;
        }

        return true;
    }

    /// <summary>
    /// In a large fabric the message that comes next has left the cache since it was sent, and the slot that is filled next since it
    /// was read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PrefetchSlot(int slot, bool hasLine)
    {
        if (!Sse.IsSupported || slot >= _messages.Length) return;
        Sse.Prefetch0(Unsafe.AsPointer(ref MessageIn(slot)));
        if (hasLine) Sse.Prefetch0(Unsafe.AsPointer(ref LineIn(slot)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PrefetchNext()
    {
        ref var next = ref _arrivals[_arrivals.Head];
        PrefetchSlot(next.Slot, next.HasLine);
        _arrivals.PrefetchBehindHead();
    }

    /// <summary>Starts loading the entry of the next message.</summary>
    internal void PrefetchRing() => _arrivals.PrefetchHead();

    /// <summary>Starts loading the next messages, as far as they arrive before a time.</summary>
    internal void PrefetchSlots(int count, long end)
    {
        var last = _arrivals.Head + (uint)Math.Min(count, _arrivals.Count);
        for (var position = _arrivals.Head; position != last; position++)
        {
            ref var arrival = ref _arrivals[position];
            if (arrival.Time >= end) return;
            PrefetchSlot(arrival.Slot, arrival.HasLine);
        }
    }

    /// <summary>Messages behind the head that have been handed out for prefetching; negative when the head overtook it.</summary>
    internal int PrefetchedAhead
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(_prefetched - _arrivals.Head);
    }

    /// <summary>The slot of the next message to prefetch for among those that arrive before a time, or -1: others would be gone again until then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int TakeUnprefetched(long end)
    {
        if (PrefetchedAhead < 0) _prefetched = _arrivals.Head;
        if (_prefetched == _arrivals.Tail) return -1;
        ref var arrival = ref _arrivals[_prefetched];
        if (arrival.Time >= end) return -1;
        _prefetched++;
        if (IsInLargeFabric) PrefetchSlot(arrival.Slot, arrival.HasLine);
        return arrival.Slot;
    }

    private struct Arrival
    {
        public long Time;
        public int Slot;
        public bool HasLine;
    }

    [InlineArray(LineBytes)]
    private struct Line
    {
        private byte _first;
    }
}
