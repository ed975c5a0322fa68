using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CxlFabricSim.Actors.Channels;

/// <content>The less travelled ways of a message: waiting for credit, crossing in pieces, being arbitrated for.</content>
public sealed partial class OutputPort
{
    /// <summary>A bigger message takes the line in pieces of this many bytes.</summary>
    public const int PieceBytes = 256;

    private const int NoClass = -1;

    /// <summary>In place of a size: that of the message's class.</summary>
    private const long SizeOfClass = -1;

    private const ulong DetourOfDepartures = 1UL << MaxClasses;
    private const ulong DetourOfCrossing = DetourOfDepartures << 1;

    private static readonly long PieceSize = LineClock.SizeOf(PieceBytes);

    private readonly Queue<PendingMessage>?[] _waiting;
    private readonly Stack<PendingMessage> _spare = new();
    private uint _waitingClasses;

    // Why a message cannot take the short way: the classes that wait, departures, and a big message that crosses.
    private ulong _detours;
    private long _sendSequence;
    private PendingMessage? _crossing;
    private int _crossingClass = NoClass;
    private int _crossingSlot;
    private long _crossingLeft;
    private long _pieceAt;
    private bool _isPieceTurn;
    private uint _wanted;

    /// <summary>Messages that wait for a credit of their class or behind a big one.</summary>
    public int WaitingMessages
    {
        get
        {
            var count = _crossing == null ? 0 : 1;
            foreach (var queue in _waiting) count += queue?.Count ?? 0;
            return count;
        }
    }

    /// <summary>True when what was last sent of a class waits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsWaiting(int messageClass) => (_waitingClasses & 1u << messageClass) != 0;

    /// <summary>
    /// On a pulled port, the classes (bit per class) of which the actor has something to send. While it is not zero,
    /// <see cref="Actor.OnReady"/> is called whenever the line is free and one of these classes has a credit.
    /// </summary>
    public uint Wanted
    {
        get => _wanted;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set
        {
            if ((value & ~_travelling) != 0) ThrowNeverTravels(System.Numerics.BitOperations.TrailingZeroCount(value & ~_travelling));
            _wanted = value;
            if (value != 0 && !IsAttended) Owner.Attend(this);
        }
    }

    /// <summary>Those of the wanted classes that may be sent, while <see cref="Actor.OnReady"/> is called.</summary>
    public uint Ready { get; private set; }

    /// <summary>True while the owner looks after this port in every instant.</summary>
    internal bool IsAttended { get; set; }

    internal bool NeedsAttention => _wanted != 0 || _waitingClasses != 0 || _crossing != null;

    /// <summary>When the port next has something to do, or never.</summary>
    internal long WakeTime
    {
        get
        {
            if (IsPulled)
            {
                return _crossing != null ? _line.Free : Math.Max(_line.Free, CreditTimeForWanted());
            }

            var credit = _waitingClasses == 0 ? long.MaxValue : NextCreditForWaiting();
            return _crossing == null ? credit : Math.Min(credit, _pieceAt);
        }
    }

    /// <summary>The credit phase of an instant: what waited for a credit departs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void CreditPhase(long now)
    {
        if (_waitingClasses == 0) return;
        DepartWaiting();
    }

    /// <summary>The last phase of an instant: pieces of a big message, then the arbiter of a pulled port.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void GrantPhase(long now)
    {
        if (!IsPulled)
        {
            while (_crossing != null && _pieceAt <= now) SendPiece();
            return;
        }

        while (_line.Free <= now)
        {
            Ready = ReadyClasses(now);
            if (_crossing != null && (_isPieceTurn || Ready == 0))
            {
                _isPieceTurn = false;
                SendPiece();
                continue;
            }

            if (Ready == 0) return;
            _isPieceTurn = true;
            var (messages, crossing) = (Messages, _crossing);
            Owner.OnReady(this);
            Owner.CountStep();
            if (Messages == messages && _crossing == crossing && ReadyClasses(now) != 0)
                throw new InvalidOperationException($"{Name}: woken with line and credit free, and sent nothing that it wanted to send");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ref byte SendSlowly(scoped in Message message, int messageClass, long size, bool hasLine, long notBefore, byte[]? record)
    {
        Owner.LetLeave(Owner.NowPicoseconds);
        var canPass = (_waitingClasses & 1u << messageClass) == 0 && CanPass(messageClass, size);
        if (canPass && size <= PieceSize && record == null)
        {
            Messages++;
            return ref Depart(message, TakeSlotNow(messageClass), TakeLineFor(messageClass, size, notBefore) + _latency, hasLine);
        }

        var pending = TakePending();
        pending.Message = message;
        pending.Size = size;
        pending.HasLine = hasLine;
        pending.NotBefore = notBefore;
        pending.Record = record;
        pending.Sequence = _sendSequence++;
        if (canPass) return ref Pass(pending, messageClass);
        if ((_travelling & 1u << messageClass) == 0) ThrowNeverTravels(messageClass);
        if (IsPulled) throw new InvalidOperationException($"{Name}: a pulled port was sent a message of class {messageClass} without credit");
        (_waiting[messageClass] ??= new Queue<PendingMessage>()).Enqueue(pending);
        SetWaiting(_waitingClasses | 1u << messageClass);
        Attend();
        return ref pending.Line[0];
    }

    private bool CanPass(int messageClass, long size) =>
        HasCreditNow(messageClass) && messageClass != _crossingClass && (size <= PieceSize || _crossing == null);

    private ref byte Pass(PendingMessage pending, int messageClass)
    {
        var slot = TakeSlotNow(messageClass);
        if (pending.Size <= PieceSize)
        {
            Messages++;
            return ref DepartWhole(pending, slot, TakeLineFor(messageClass, pending.Size, pending.NotBefore) + _latency);
        }

        _crossing = pending;
        _detours |= DetourOfCrossing;
        _crossingClass = messageClass;
        _crossingSlot = slot;
        _crossingLeft = pending.Size;
        _isPieceTurn = false;
        SendPiece();
        Attend();
        return ref pending.Line[0];
    }

    private long TakeLineFor(int messageClass, long size, long notBefore)
    {
        var time = Math.Max(Owner.NowPicoseconds, notBefore);
        if (size == SizeOfClass) return TakeLineFor(messageClass, ref _classes[messageClass], time);
        _room = 0;
        return TakeLine(size, time);
    }

    private void SendPiece()
    {
        var size = Math.Min(PieceSize, _crossingLeft);
        _crossingLeft -= size;
        var arrival = TakeLine(size, Math.Max(Owner.NowPicoseconds, _crossing!.NotBefore));
        _pieceAt = _line.Free;
        if (_crossingLeft > 0) return;
        var pending = _crossing;
        _crossing = null;
        _detours &= ~DetourOfCrossing;
        _crossingClass = NoClass;
        Messages++;
        DepartWhole(pending, _crossingSlot, arrival + _latency);
        DepartWaiting();
    }

    private ref byte DepartWhole(PendingMessage pending, int slot, long arrival)
    {
        _spare.Push(pending);
        var peer = LocalPeer;
        if (pending.Record is { } record)
        {
            pending.Record = null;
            if (peer == null)
            {
                Outbox!.AddRecord(Channel, slot, arrival, pending.Message, record);
                return ref pending.Line[0];
            }

            peer.SetRecord(slot, record);
        }

        ref var line = ref Depart(pending.Message, slot, arrival, pending.HasLine);
        if (pending.HasLine) Unsafe.CopyBlockUnaligned(ref line, ref pending.Line[0], 64);
        return ref line;
    }

    /// <summary>Lets through, in send order, whatever waited and now may pass.</summary>
    private void DepartWaiting()
    {
        while (_waitingClasses != 0)
        {
            var next = NoClass;
            for (var @class = 0; @class < _waiting.Length; @class++)
            {
                if ((_waitingClasses & 1u << @class) == 0) continue;
                var candidate = _waiting[@class]!.Peek();
                if (!CanPass(@class, candidate.Size)) continue;
                if (next == NoClass || candidate.Sequence < _waiting[next]!.Peek().Sequence) next = @class;
            }

            if (next == NoClass) return;
            var pending = _waiting[next]!.Dequeue();
            if (_waiting[next]!.Count == 0) SetWaiting(_waitingClasses & ~(1u << next));
            Pass(pending, next);
            Owner.OnPassed(this, pending.Message);
        }
    }

    private void SetWaiting(uint classes)
    {
        if (classes == 0) Owner.PortsThatWait--;
        else if (_waitingClasses == 0) Owner.PortsThatWait++;
        _waitingClasses = classes;
        _detours = (_detours & ~(DetourOfDepartures - 1)) | classes;
    }

    private bool HasCreditNow(int messageClass) => messageClass < _classes.Length && _classes[messageClass].HasCreditAt(Owner.NowPicoseconds);

    private int TakeSlotNow(int messageClass) => TakeSlot(messageClass, ref _classes[messageClass], Owner.NowPicoseconds);

    /// <summary>Since when something wanted may be sent as far as credits go, or from when on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long CreditTimeForWanted()
    {
        var earliest = long.MaxValue;
        for (var left = _wanted; left != 0; left &= left - 1)
        {
            var @class = System.Numerics.BitOperations.TrailingZeroCount(left);
            if (@class != _crossingClass) earliest = Math.Min(earliest, _classes[@class].CreditTime);
        }

        return earliest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint ReadyClasses(long now)
    {
        var ready = 0u;
        for (var left = _wanted; left != 0; left &= left - 1)
        {
            var @class = System.Numerics.BitOperations.TrailingZeroCount(left);
            if (@class != _crossingClass && _classes[@class].HasCreditAt(now)) ready |= 1u << @class;
        }

        return ready;
    }

    // What has its credit waits for the end of a big message.
    private long NextCreditForWaiting()
    {
        var earliest = long.MaxValue;
        for (var left = _waitingClasses; left != 0; left &= left - 1)
        {
            var time = CreditTime(System.Numerics.BitOperations.TrailingZeroCount(left));
            if (time > Owner.NowPicoseconds) earliest = Math.Min(earliest, time);
        }

        return earliest;
    }

    [DoesNotReturn]
    private void ThrowNeverTravels(int messageClass) =>
        throw new InvalidOperationException($"{Name}: messages of class {messageClass} never travel here: the channel has no credit for them");

    private void Attend()
    {
        if (!IsAttended) Owner.Attend(this);
    }

    private PendingMessage TakePending() => _spare.TryPop(out var pending) ? pending : new PendingMessage();

    /// <summary>A message on the slow way, with its line until it has a slot. Reused, so that waiting for credit costs no allocation.</summary>
    private sealed class PendingMessage
    {
        public Message Message;

        public long Size { get; set; }

        public bool HasLine { get; set; }

        public long NotBefore { get; set; }

        public byte[]? Record { get; set; }

        public long Sequence { get; set; }

        public byte[] Line { get; } = new byte[64];
    }
}
