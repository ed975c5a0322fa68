using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace CxlFabricSim.Actors.Channels;

/// <summary>
/// The sending end of a channel. A message needs a credit of its class and the line. Credits come back as time-stamped
/// slot numbers on a ring of their own; nobody is woken for them unless somebody waits.
/// Two gates in a row: each class has a queue of its own before the credit gate, so a class without credit never holds up
/// another; behind it all classes share one line, in the order in which they passed.
/// </summary>
public sealed partial class OutputPort
{
    /// <summary>Classes that a channel can tell apart.</summary>
    internal const int MaxClasses = 32;

    private readonly ClassState[] _classes = new ClassState[MaxClasses];
    private readonly ushort[] _free;
    private readonly byte[] _classOfSlot;
    private readonly uint _travelling;
    private readonly long _latency;
    private TimedSlots _credits = new();
    private LineClock _line;
    private readonly int _riderClass;
    private int _room;
    private long _size;

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
            _classes[@class].FreeStart = slots;
            _classes[@class].FreeCount = options.Credits[@class];
            slots += options.Credits[@class];
        }

        _free = new ushort[slots];
        _classOfSlot = new byte[slots];
        NumberSlots(options.Credits);
        for (var @class = 0; @class < options.Credits.Count; @class++) _travelling |= options.Credits[@class] > 0 ? 1u << @class : 0;
        _waiting = new Queue<PendingMessage>?[options.Credits.Count];
    }

    // Low numbers first, and evenly to all classes: the receiver has memory for those that were used.
    private void NumberSlots(IReadOnlyList<int> credits)
    {
        for (int round = 0, next = 0; next < _free.Length; round++)
        {
            for (var @class = 0; @class < credits.Count; @class++)
            {
                if (round >= credits[@class]) continue;
                _free[_classes[@class].FreeStart + credits[@class] - 1 - round] = (ushort)next;
                _classOfSlot[next++] = (byte)@class;
            }
        }
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
    public long Bytes => LineClock.BytesOf(_size);

    /// <summary>Picoseconds for which the line was taken.</summary>
    public long BusyPicoseconds => _line.Busy;

    /// <summary>Flits that were sent again after an error.</summary>
    public long Retries => _line.Retries;

    internal int Channel { get; }

    internal long Latency => _latency;

    /// <summary>The receiver, when it runs in the same partition.</summary>
    internal InputPort? LocalPeer { get; set; }

    /// <summary>The way to the receiver's partition otherwise.</summary>
    internal Outbox? Outbox { get; set; }

    /// <summary>True when a credit of this class is there now, and no big message of the class is still crossing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasCredit(int messageClass)
    {
        if (messageClass == _crossingClass) return false;
        ref var state = ref _classes[messageClass];
        if (state.FreeCount > 0) return true;
        if (HasDepartures) Owner.LetLeave(Owner.NowPicoseconds);
        AbsorbCredits(Owner.NowPicoseconds);
        return state.FreeCount > 0;
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
        if (_detours == 0 && state.FreeCount > 0 && messageClass != _crossingClass)
        {
            var arrival = TakeLineFor(messageClass, ref state, Math.Max(Owner.NowPicoseconds, notBefore)) + _latency;
            Messages++;
            var slot = TakeSlot(ref state);
            if (Sse.IsSupported && state.FreeCount > 0) LocalPeer?.PrefetchSlot(NextSlot(state), hasLine);
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

    /// <summary>When the next credit that is not counted yet comes, or never.</summary>
    internal long NextCredit => _credits.HeadTime;

    /// <summary>True when a credit of the class is there at a time, all others of the class having been sent before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasCreditAt(int messageClass, long time)
    {
        ref var state = ref _classes[messageClass];
        if (state.FreeCount > 0) return true;
        AbsorbCredits(time);
        return state.FreeCount > 0;
    }

    /// <summary>Sends at a time of the window, for which there is a credit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref byte SendAt(long time, scoped in Message message, int messageClass, bool hasLine)
    {
        ref var state = ref _classes[messageClass];
        var arrival = TakeLineFor(messageClass, ref state, time) + _latency;
        Messages++;
        return ref Depart(message, TakeSlot(ref state), arrival, hasLine);
    }

    /// <summary>A credit returns, to count from <paramref name="time"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void TakeCredit(int slot, long time)
    {
        _credits.Add(slot, time);
        if (IsAttended || IsStarved) Owner.LowerNext(time);
    }

    /// <summary>Takes the line for a message, not before a time, and returns when it arrives at the other end of it, propagation apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long TakeLine(long size, long duration, long time)
    {
        _size += size;
        return _line.Take(duration, time);
    }

    /// <summary>Takes the line for a message of its class's size, or for none where it rides with the one that has just left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long TakeLineFor(int messageClass, ref ClassState state, long time)
    {
        if (messageClass == _riderClass && _room > 0 && _line.Free >= time)
        {
            _room--;
            return TakeLine(0, 0, time);
        }

        _room = state.RoomWith;
        return TakeLine(state.Size, state.Time, time);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeSlot(ref ClassState state) =>
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_free), state.FreeStart + --state.FreeCount);

    /// <summary>The slot that the next message of a class will take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NextSlot(in ClassState state) =>
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_free), state.FreeStart + state.FreeCount - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Depart(scoped in Message message, int slot, long arrival, bool hasLine)
    {
        var peer = LocalPeer;
        if (peer == null) return ref Outbox!.AddMessage(Channel, slot, arrival, message, hasLine);
        peer.MakeRoom(slot);
        peer.MessageIn(slot) = message;
        peer.Arrive(slot, arrival, hasLine);
        return ref peer.LineIn(slot);
    }

    /// <summary>Counts the credits that are due by <paramref name="now"/>.</summary>
    private void AbsorbCredits(long now)
    {
        while (_credits.HeadTime <= now)
        {
            var slot = _credits.Take();
            ref var state = ref _classes[_classOfSlot[slot]];
            _free[state.FreeStart + state.FreeCount++] = (ushort)slot;
        }
    }

    private long NextCreditTime => _credits.HeadTime;

    /// <summary>What a message of a class needs: together, since they are looked at together.</summary>
    private struct ClassState
    {
        /// <summary>For how long one takes the line.</summary>
        public long Time;

        public long Size;

        /// <summary>Its free slots begin here.</summary>
        public int FreeStart;

        public int FreeCount;

        /// <summary>Riders that may go with one.</summary>
        public int RoomWith;
    }
}
