namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>A channel of the reference simulator: queues a class, credits, one line, pieces of a big message.</summary>
internal sealed class ReferenceChannel(ReferenceSimulator simulator, ChannelPlan plan, ReferenceActor sender, ReferenceActor receiver, int input)
{
    private const int PieceBytes = 256;

    // All that waits, in the order of sending: a class's queue is the messages of that class in here.
    private readonly List<Waiting> _waiting = [];

    // Those whose time has come and that have no credit.
    private readonly List<DepartureEvent> _starved = [];
    private TestMessage? _crossing;
    private long _crossingNotBefore;
    private int _bytesLeft;
    private bool _isPieceTurn;
    private long _pieceLeft;
    private long _lineFree;
    private long _lastCredit;

    public int Input => input;

    public int[] Free { get; } = [.. plan.Credits];

    public uint Wanted { get; set; }

    private long Latency => plan.Latency + plan.PortDelay;

    public bool HasSomethingLeft =>
        _crossing != null
        || HasCreditForWanted
        || ((Wanted != 0 || _waiting.Count > 0 || _starved.Count > 0) && simulator.Any(left => left is CreditEvent credit && credit.Channel == this));

    /// <summary>True when the line is free now for a piece or for the arbiter.</summary>
    public bool CanGrant => plan.Pulled ? _lineFree <= sender.Now && (_crossing != null || HasCreditForWanted) : _crossing != null && _pieceLeft <= sender.Now;

    private bool HasCreditForWanted => Enumerable.Range(0, Free.Length).Any(@class => (Wanted & 1u << @class) != 0 && HasCredit(@class));

    public bool HasCredit(int messageClass) => Free[messageClass] > 0 && _crossing?.Class != messageClass;

    public void Send(TestMessage message, long notBefore)
    {
        var added = new Waiting(message, notBefore);
        _waiting.Add(added);
        if (MayPass(added)) Pass(added);
        else if (plan.Pulled) throw new InvalidOperationException("a behaviour sent on a pulled port what cannot go");
    }

    /// <summary>A message leaves now, whatever waits of other classes, or as soon as there is a credit.</summary>
    public void Leave(DepartureEvent departure)
    {
        if (Free[departure.Message.Class] == 0)
        {
            _starved.Add(departure);
            return;
        }

        Free[departure.Message.Class]--;
        Depart(departure.Message, TakeLine(departure.Message.Bytes, 0));
    }

    /// <summary>A credit has come, of whatever class: all that starve are due now.</summary>
    public void TryStarvedAgain()
    {
        foreach (var departure in _starved) simulator.Add(sender.Now, departure);
        _starved.Clear();
    }

    /// <summary>Lets through what may pass: the first in send order, again and again.</summary>
    public void RetryWaiting()
    {
        while (_waiting.Find(MayPass) is { } next) Pass(next);
    }

    /// <summary>The last phase of an instant.</summary>
    public void Grant()
    {
        while (CanGrant)
        {
            var isForArbiter = plan.Pulled && HasCreditForWanted && (_crossing == null || !_isPieceTurn);
            _isPieceTurn = isForArbiter;
            if (isForArbiter) sender.Ready(this);
            else SendPiece();
        }
    }

    public void ReturnCredit(int messageClass, long time)
    {
        _lastCredit = Math.Max(_lastCredit, time);
        simulator.Add(_lastCredit + Latency, new CreditEvent(sender, this, messageClass));
    }

    private bool MayPass(Waiting candidate)
    {
        var isFirstOfClass = ReferenceEquals(_waiting.Find(other => other.Message.Class == candidate.Message.Class), candidate);
        return isFirstOfClass && HasCredit(candidate.Message.Class) && (candidate.Message.Bytes <= PieceBytes || _crossing == null);
    }

    private void Pass(Waiting passing)
    {
        var message = passing.Message;
        _waiting.Remove(passing);
        Free[message.Class]--;
        if (message.Bytes <= PieceBytes)
        {
            Depart(message, TakeLine(message.Bytes, passing.NotBefore));
            return;
        }

        _crossing = message;
        _crossingNotBefore = passing.NotBefore;
        _bytesLeft = message.Bytes;
        _isPieceTurn = false;
        SendPiece();
    }

    private void SendPiece()
    {
        var bytes = Math.Min(PieceBytes, _bytesLeft);
        _bytesLeft -= bytes;
        _pieceLeft = TakeLine(bytes, _crossingNotBefore);
        if (_bytesLeft > 0) return;
        var message = _crossing!;
        _crossing = null;
        Depart(message, _pieceLeft);
        RetryWaiting();
    }

    private void Depart(TestMessage message, long lastByteLeft) => simulator.Add(EndOfFlit(lastByteLeft) + Latency, new ArrivalEvent(receiver, this, message));

    /// <summary>Returns when the last byte has left.</summary>
    private long TakeLine(int bytes, long notBefore)
    {
        _lineFree = Math.Max(Math.Max(sender.Now, notBefore), _lineFree) + Math.Max(TimeOf(bytes), plan.ServiceTime);
        simulator.Add(_lineFree, new LineEvent(sender));
        return _lineFree;
    }

    private long TimeOf(int bytes)
    {
        var picosecondsPerKiB = plan.BytesPerSecond == 0 ? 0 : (long)((UInt128)1024_000_000_000_000 / plan.BytesPerSecond);
        return (bytes * picosecondsPerKiB + 1023) / 1024;
    }

    /// <summary>The end of the flit, counted from time zero on, in which a byte leaves.</summary>
    private long EndOfFlit(long time)
    {
        var flit = TimeOf(plan.FlitBytes);
        return flit == 0 ? time : (time + flit - 1) / flit * flit;
    }

    private sealed class Waiting(TestMessage message, long notBefore)
    {
        public TestMessage Message => message;

        public long NotBefore => notBefore;
    }
}
