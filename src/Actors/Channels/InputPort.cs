using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// The receiving end of a channel. It owns the slots that the sender's credits stand for, and the order in which filled
/// slots arrive: already in time order, because the line serialises. A slot that is given back returns to the sender as a
/// credit that carries the slot's number.
/// </summary>
public sealed class InputPort
{
    private const int LineBytes = 64;

    private readonly Message[] _messages;
    private readonly byte[] _lines;
    private readonly int _linesStart;
    private readonly long[] _arrivals;
    private readonly ushort[] _order;
    private readonly uint _mask;
    private readonly long _latency;
    private byte[]?[]? _records;
    private uint _head;
    private uint _tail;
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
        _messages = new Message[slots];
        _lines = GC.AllocateUninitializedArray<byte>((slots + 1) * LineBytes, pinned: true);
        unsafe
        {
            var address = (ulong)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_lines));
            _linesStart = (int)((LineBytes - address % LineBytes) % LineBytes);
        }

        var ring = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(slots, 2));
        _arrivals = new long[ring];
        _order = new ushort[ring];
        _mask = (uint)ring - 1;
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

    internal long HeadTime
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head == _tail ? long.MaxValue : Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_arrivals), (int)(_head & _mask));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Message MessageIn(int slot)
    {
        Debug.Assert((uint)slot < (uint)SlotCount);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_messages), slot);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte LineIn(int slot)
    {
        Debug.Assert((uint)slot < (uint)SlotCount);
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_lines), _linesStart + slot * LineBytes);
    }

    public byte[]? RecordIn(int slot) => _records?[slot];

    /// <summary>Gives a held slot back now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int slot) => ReleaseAt(slot, Owner.NowPicoseconds);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ReleaseAt(int slot, long time)
    {
        // Credits return in order: one that is due earlier than its predecessor travels with it.
        if (time < _lastCredit) time = _lastCredit;
        _lastCredit = time;
        if (_records != null) _records[slot] = null;
        var peer = LocalPeer;
        if (peer != null) peer.TakeCredit(slot, time + _latency);
        else CreditOutbox!.AddCredit(Channel, slot, time + _latency);
    }

    /// <summary>Queues a filled slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Arrive(int slot, long time)
    {
        Debug.Assert(_tail - _head < (uint)SlotCount, $"{Name}: more messages than slots");
        var at = (int)(_tail & _mask);
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_arrivals), at) = time;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_order), at) = (ushort)slot;
        if (_head == _tail++) Owner.HeadChanged(Index, time);
    }

    internal void SetRecord(int slot, byte[] record)
    {
        _records ??= new byte[]?[SlotCount];
        _records[slot] = record;
    }

    /// <summary>Takes the head; the caller has looked at <see cref="HeadTime"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Take()
    {
        Debug.Assert(_head != _tail);
        return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_order), (int)(_head++ & _mask));
    }

    /// <summary>Messages behind the head that have been handed out for prefetching; negative when the head overtook it.</summary>
    internal int PrefetchedAhead
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(_prefetched - _head);
    }

    /// <summary>The slot of the next message to prefetch for, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int TakeUnprefetched()
    {
        if ((int)(_prefetched - _head) < 0) _prefetched = _head;
        return _prefetched == _tail ? -1 : Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_order), (int)(_prefetched++ & _mask));
    }
}
