using System.Diagnostics;
using System.Runtime.CompilerServices;
using CxlFabricSim.Actors.Storage;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// The sending end of a channel. A message needs a credit of its class and the line. Credits come back with a time from which on they
/// count, on a ring for each class; nobody is woken for them unless somebody waits.
/// Two gates in a row: each class has a queue of its own before the credit gate, so a class without credit never holds up
/// another; behind it all classes share one line, in the order in which they passed.
/// </summary>
public sealed partial class OutputPort
{
    /// <summary>Classes that a channel can tell apart.</summary>
    internal const int MaxClasses = 32;

    private readonly ClassState[] _classes;

    // Slots that are free, the last to become so on top; those that no message has used yet are the numbers from here on.
    private readonly PinnedArray<ushort> _free;
    private readonly PinnedArray<byte> _classOfSlot;
    private int _freeCount;
    private int _used;
    private readonly uint _travelling;
    private readonly long _latency;
    private LineClock _line;
    private readonly int _riderClass;
    private int _room;

    // Of messages that had a size of their own.
    private long _ownSize;
    private long _ownTime;

    internal OutputPort(Actor owner, int index, int channel, string name, ChannelOptions options)
    {
        Owner = owner;
        Index = index;
        Channel = channel;
        Name = name;
        IsPulled = options.Pulled;
        Delay = options.PortDelay.Picoseconds;
        _latency = options.TotalLatency;
        _line = new LineClock(options);
        _classes = new ClassState[Math.Max(options.Credits.Count, options.ClassBytes.Count)];
        foreach (ref var state in _classes.AsSpan()) state.Returned = new Ring<long>();
        _riderClass = options.Riders?.Class ?? NoClass;
        if (options.Riders is { } riders) _classes[riders.With].RoomWith = riders.Count;
        for (var @class = 0; @class < options.ClassBytes.Count; @class++)
        {
            _classes[@class].Size = LineClock.SizeOf(options.ClassBytes[@class]);
            _classes[@class].Time = _line.TimeOf(_classes[@class].Size);
        }

        var slots = 0;
        for (var @class = 0; @class < options.Credits.Count; @class++)
        {
            _classes[@class].Unused = options.Credits[@class];
            _travelling |= options.Credits[@class] > 0 ? 1u << @class : 0;
            slots += options.Credits[@class];
        }

        _free = new PinnedArray<ushort>(slots);
        _classOfSlot = new PinnedArray<byte>(slots);
        _waiting = new Queue<PendingMessage>?[options.Credits.Count];
    }

    public Actor Owner { get; }

    public int Index { get; }

    public string Name { get; }

    public bool IsPulled { get; }

    /// <summary>The constant delay before the line, in picoseconds.</summary>
    public long Delay { get; }

    /// <summary>Messages that took the line.</summary>
    public long Messages { get; private set; }

    /// <summary>Bytes that took the line.</summary>
    public long Bytes
    {
        get
        {
            var size = _ownSize;
            foreach (ref readonly var state in _classes.AsSpan()) size += state.Sent * state.Size;
            return LineClock.BytesOf(size);
        }
    }

    /// <summary>Picoseconds for which the line was taken.</summary>
    public long BusyPicoseconds
    {
        get
        {
            var time = _ownTime;
            foreach (ref readonly var state in _classes.AsSpan()) time += state.Sent * state.Time;
            return time;
        }
    }

    /// <summary>Flits that were sent again after an error.</summary>
    public long Retries => _line.Retries;

    internal int Channel { get; }

    internal long Latency => _latency;

    /// <summary>The receiver, when it runs in the same partition.</summary>
    internal InputPort? LocalPeer { get; set; }

    /// <summary>The way to the receiver's partition otherwise.</summary>
    internal Outbox? Outbox { get; set; }

    /// <summary>Whether the slot that is filled next is fetched into the processor's caches: in a large fabric it has left them since it was read.</summary>
    internal bool IsInLargeFabric { get; set; }

    /// <summary>True when a credit of this class is there now, and no big message of the class is still crossing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasCredit(int messageClass)
    {
        if (messageClass == _crossingClass) return false;
        if (HasDepartures) Owner.LetLeave(Owner.NowPicoseconds);
        return _classes[messageClass].HasCreditAt(Owner.NowPicoseconds);
    }

    /// <summary>True when a message of this class would take the line now with nobody beside it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsIdleFor(int messageClass) =>
        _wanted == 0 && _crossing == null && _line.Free <= Owner.NowPicoseconds && HasCredit(messageClass);

    /// <summary>
    /// Sends now a message of its class's size. Returns the 64 bytes that travel beside the message, for the caller to fill before it
    /// does anything else; say <paramref name="hasLine"/> false when there is no data. <paramref name="notBefore"/> is for a serial server
    /// whose order is the order of sending (a medium of fixed latency): the line is not taken earlier, and it must never go back.
    /// On a pulled port this is for <see cref="Actor.OnReady"/> alone, after <see cref="HasCredit"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref byte Send(scoped in Message message, int messageClass, bool hasLine, long notBefore = 0)
    {
        ref var state = ref _classes[messageClass];
        var now = Owner.NowPicoseconds;
        if (_detours == 0 && state.TryTakeCredit(now))
        {
            var slot = TakeSlot(messageClass);
            var arrival = TakeLineFor(messageClass, ref state, Math.Max(now, notBefore)) + _latency;
            Messages++;
            if (IsInLargeFabric) PrefetchNextSlot(state, hasLine);
            return ref Depart(message, slot, arrival, hasLine);
        }

        return ref SendSlowly(message, messageClass, SizeOfClass, hasLine, notBefore, null);
    }

    /// <summary>Sends now a message of a size of its own; one of more than 256 bytes crosses in pieces.</summary>
    public ref byte Send(scoped in Message message, int messageClass, int bytes, bool hasLine, long notBefore = 0) =>
        ref SendSlowly(message, messageClass, LineClock.SizeOf(bytes), hasLine, notBefore, null);

    /// <summary>Sends a record; above 256 bytes it crosses in pieces, so that others wait for one piece at most.</summary>
    public void SendRecord(in Message message, int messageClass, int headerBytes, byte[] record) =>
        SendSlowly(message, messageClass, LineClock.SizeOf(headerBytes + record.Length), false, 0, record);

    /// <summary>Messages leave here at times of their own: whatever else is sent, those before it have to take the line first.</summary>
    internal bool HasDepartures
    {
        get => (_detours & DetourOfDepartures) != 0;
        set => _detours = value ? _detours | DetourOfDepartures : _detours & ~DetourOfDepartures;
    }

    /// <summary>A message that leaves at a time of its own waits for a credit.</summary>
    internal bool IsStarved { get; set; }

    /// <summary>Since when a credit of a class is there, or from when on; never when none is under way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long CreditTime(int messageClass) => _classes[messageClass].CreditTime;

    /// <summary>Sends at a time of the window, for which there is a credit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref byte SendAt(long time, scoped in Message message, int messageClass, bool hasLine)
    {
        ref var state = ref _classes[messageClass];
        var slot = TakeSlot(messageClass, ref state, time);
        var arrival = TakeLineFor(messageClass, ref state, time) + _latency;
        Messages++;
        return ref Depart(message, slot, arrival, hasLine);
    }

    /// <summary>Whether a message may be in a slot: it has been filled, and not all have come back.</summary>
    internal bool IsFilled(int slot) => slot < _used && _freeCount < _used;

    /// <summary>
    /// A slot is free again, and the credit for it counts from <paramref name="time"/> on. Which slot a message gets means nothing to the
    /// model: the one that became free last is the one that the caches hold.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void TakeCredit(int slot, long time)
    {
        Debug.Assert(slot < _used && _freeCount < _free.Length);
        _free.First[_freeCount++] = (ushort)slot;
        _classes[_classOfSlot.First[slot]].Returned.Add(time);
        if (IsAttended || IsStarved) Owner.LowerNext(time);
    }

    /// <summary>Takes the line for a message of its own size, not before a time, and returns when it arrives at the other end of it, propagation apart.</summary>
    private long TakeLine(long size, long time)
    {
        var duration = _line.TimeOf(size);
        _ownSize += size;
        _ownTime += duration;
        return _line.Take(duration, time);
    }

    /// <summary>Takes the line for a message of its class's size, or for none where it rides with the one that has just left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long TakeLineFor(int messageClass, ref ClassState state, long time)
    {
        if (messageClass == _riderClass && _room > 0 && _line.Free >= time)
        {
            _room--;
            return _line.Take(0, time);
        }

        _room = state.RoomWith;
        state.Sent++;
        return _line.Take(state.Time, time);
    }

    /// <summary>The slot for a message that has its credit: slots never used are the last to be taken, so that there is memory for no more than were under way at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe int TakeSlot(int messageClass)
    {
        var slot = _freeCount != 0 ? _free.First[--_freeCount] : _used++;
        _classOfSlot.First[slot] = (byte)messageClass;
        return slot;
    }

    // Whoever comes here has seen a credit; behind it nothing checks bounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeSlot(int messageClass, ref ClassState state, long now)
    {
        if (!state.TryTakeCredit(now)) throw new InvalidOperationException($"{Name}: a message is sent without the credit that it was to have");
        return TakeSlot(messageClass);
    }

    /// <summary>Starts loading what messages of each class need.</summary>
    internal void PrefetchClasses() => Actor.PrefetchObject(_classes, lines: 7);

    /// <summary>Starts loading the first credits of each class.</summary>
    internal void PrefetchCredits()
    {
        foreach (ref readonly var state in _classes.AsSpan())
        {
            if (!state.Returned.IsEmpty) state.Returned.PrefetchHead();
        }
    }

    private unsafe void PrefetchNextSlot(in ClassState state, bool hasLine)
    {
        LocalPeer?.PrefetchSlot(_freeCount != 0 ? _free.First[_freeCount - 1] : _used, hasLine);
        if (!state.Returned.IsEmpty) state.Returned.PrefetchBehindHead();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Depart(scoped in Message message, int slot, long arrival, bool hasLine)
    {
        var peer = LocalPeer;
        if (peer == null) return ref Outbox!.AddMessage(Channel, slot, arrival, message, hasLine);
        return ref peer.Arrive(message, slot, arrival, hasLine);
    }

    /// <summary>What a message of a class needs: together, since they are looked at together.</summary>
    private struct ClassState
    {
        /// <summary>For how long one takes the line.</summary>
        public long Time;

        public long Size;

        /// <summary>How many took the line, those that rode with others apart.</summary>
        public long Sent;

        /// <summary>From when on each of the credits counts that have come back.</summary>
        public Ring<long> Returned;

        /// <summary>Credits that were never used.</summary>
        public int Unused;

        /// <summary>Riders that may go with one.</summary>
        public int RoomWith;

        public readonly long CreditTime
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Unused != 0 ? 0 : FirstReturn;
        }

        private readonly long FirstReturn
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Returned.IsEmpty ? long.MaxValue : Returned[Returned.Head];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryTakeCredit(long now)
        {
            if (FirstReturn <= now) Returned.RemoveFirst();
            else if (Unused != 0) Unused--;
            else return false;
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool HasCreditAt(long time) => CreditTime <= time;
    }
}
