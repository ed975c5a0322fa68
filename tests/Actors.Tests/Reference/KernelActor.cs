using System.Runtime.InteropServices;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>Runs a behaviour on the kernel.</summary>
internal sealed class KernelActor(int number, ITestBehaviour behaviour) : Actor($"actor{number}"), ITestActor
{
    /// <summary>Messages of this many bytes are sent as their class's size, others with a size of their own.</summary>
    public const int ClassBytes = 68;

    private const ulong LineFlag = 1UL << 63;

    private readonly List<TimerHandle> _timers = [];
    private readonly Dictionary<ulong, (InputPort Port, int Slot)> _held = [];
    private InputPort? _receivingPort;
    private int _receivingSlot;
    private bool _wantsToHold;
    private long _releaseAt = -1;

    public List<LogEntry> Log { get; } = [];

    long ITestActor.Now => Now.Picoseconds;

    public bool HasCredit(int output, int messageClass) => Outputs[output].HasCredit(messageClass);

    public void Send(int output, TestMessage message, long notBefore = 0)
    {
        var header = HeaderOf(message);
        if (message.Record != null)
        {
            Outputs[output].SendRecord(header, message.Class, message.Bytes - message.Record.Length, message.Record);
            return;
        }

        ref var line = ref message.Bytes == ClassBytes
            ? ref Outputs[output].Send(header, message.Class, message.Line != null, notBefore)
            : ref Outputs[output].Send(header, message.Class, message.Bytes, message.Line != null, notBefore);
        message.Line?.CopyTo(MemoryMarshal.CreateSpan(ref line, 64));
    }

    public void SendLater(int output, TestMessage message, long time)
    {
        ref var line = ref SendAt(time, Outputs[output], HeaderOf(message), message.Class, message.Line != null);
        message.Line?.CopyTo(MemoryMarshal.CreateSpan(ref line, 64));
    }

    public void SetWanted(int output, uint classes) => Outputs[output].Wanted = classes;

    public void Hold() => _wantsToHold = true;

    public void ReleaseAt(long time) => _releaseAt = time;

    public void Release(ulong id)
    {
        _held.Remove(id, out var held);
        held.Port.Release(held.Slot);
    }

    public int SetTimer(long delay, ulong token)
    {
        _timers.Add(SetTimer(new SimTime(delay), token));
        return _timers.Count - 1;
    }

    public bool CancelTimer(int timer) => CancelTimer(_timers[timer]);

    public void ScheduleHousekeeping(long time) => ScheduleHousekeeping(new SimTime(time));

    public void AnnounceStop(long time) => AnnounceStop(new SimTime(time));

    public void Note(ulong value) => Log.Add(new LogEntry(NowPicoseconds, LogKind.Note, 0, value));

    protected internal override void OnStart() => behaviour.OnStart(this);

    protected internal override void Receive(in Delivery delivery)
    {
        ref var header = ref delivery.Message;
        var message = new TestMessage(header.Word0, (int)header.Word1, (int)(header.Word2 & ~LineFlag))
        {
            Line = (header.Word2 & LineFlag) == 0 ? null : MemoryMarshal.CreateReadOnlySpan(ref delivery.Line, 64).ToArray(),
            Record = delivery.Record,
        };
        Log.Add(LogEntry.Of(NowPicoseconds, delivery.Port.Index, message));
        _wantsToHold = false;
        _releaseAt = -1;
        _receivingPort = delivery.Port;
        _receivingSlot = delivery.Slot;
        behaviour.Receive(this, delivery.Port.Index, message);
        if (_wantsToHold)
        {
            delivery.Hold();
            _held.Add(message.Id, (_receivingPort, _receivingSlot));
        }
        else if (_releaseAt >= 0)
        {
            delivery.ReleaseAt(new SimTime(_releaseAt));
        }
    }

    protected internal override void OnTimer(ulong token)
    {
        Log.Add(new LogEntry(NowPicoseconds, LogKind.Timer, 0, token));
        behaviour.OnTimer(this, token);
    }

    protected internal override void OnReady(OutputPort port)
    {
        Log.Add(new LogEntry(NowPicoseconds, LogKind.Ready, port.Index, 0));
        behaviour.OnReady(this, port.Index);
    }

    protected internal override SimTime OnHousekeeping(SimTime time)
    {
        Log.Add(new LogEntry(time.Picoseconds, LogKind.Housekeeping, 0, 0));
        var from = Log.Count;
        var next = behaviour.OnHousekeeping(this, time.Picoseconds);
        foreach (ref var note in CollectionsMarshal.AsSpan(Log)[from..]) note = note with { Time = time.Picoseconds };
        return new SimTime(next);
    }

    private static Message HeaderOf(TestMessage message) =>
        new() { Word0 = message.Id, Word1 = (ulong)message.Class, Word2 = (uint)message.Bytes | (message.Line == null ? 0 : LineFlag) };
}
