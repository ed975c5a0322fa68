using System.Runtime.CompilerServices;
using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Components.Tracing;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>
/// A switch on the fabric: what arrives waits in the slot it arrived in, in a queue of the output it goes to, until the output's
/// arbiter grants it. The physical port of link n is input n and output n; behind them come the ports of fabric managers.
/// </summary>
public sealed partial class SwitchActor(string name, SwitchRouting routing, SwitchControl? control = null, SwitchTiming? timing = null) : Actor(name)
{
    // Timers from here on stand for the queue of an input and a class; the one below is the component's deadline.
    private const ulong FifoTimer = 1;

    private EgressQueues[] _queues = [];
    private IngressFifos? _fifos;

    /// <summary>What it saw of sampled requests; null when nobody asked.</summary>
    public RequestTrace? Trace { get; init; }

    /// <summary>Requests that no decoder claimed, answered here.</summary>
    public long NotDecoded { get; private set; }

    protected override void OnStart()
    {
        ushort[][] links = [.. Inputs.Select(input => new ushort[input.SlotCount]), []];
        _own = new OwnMessages(links);
        _queues = [.. Outputs.Select(_ => new EgressQueues(links, timing))];
        _candidates = new Candidate[Outputs.Length];
        if (timing is { IsFifoShared: true }) _fifos = new IngressFifos(Inputs.Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void Receive(in Delivery delivery)
    {
        ref var message = ref delivery.Message.As<MemoryMessage>();
        var ingress = delivery.Port.Index;
        var egress = routing.Route(ingress, ref message);
        if (egress < 0)
        {
            EnqueueCandidates();
            if (TakesItself(delivery, message)) return;
            egress = TurnBack(delivery.Port, delivery.Slot);
        }

        var queues = _queues[egress];
        var output = Outputs[egress];
        var messageClass = WireFormat.ClassOf(message.Kind);
        if (HasCandidate(egress)) EnqueueCandidate(egress);
        if (_fifos == null && queues.Classes == 0 && MaySendAtOnce(output, (int)messageClass))
        {
            if (IsLastArrival)
            {
                SendAtOnce(new Candidate(delivery.Port, delivery.Slot, messageClass), egress);
                return;
            }

            if (egress < MostCandidates)
            {
                delivery.Hold();
                message.Waits(Now.Picoseconds);
                NoteCandidate(new Candidate(delivery.Port, delivery.Slot, messageClass), egress);
                return;
            }
        }

        delivery.Hold();
        message.Waits(Now.Picoseconds);
        if (_fifos is { } fifos && !fifos.TryHead(ingress, messageClass, delivery.Slot, egress)) return;
        Enqueue(delivery.Port, delivery.Slot, egress, messageClass);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enqueue(InputPort port, int slot, int egress, MessageClass messageClass)
    {
        var queues = _queues[egress];
        queues.Enqueue(port.Index, messageClass, slot);
        if (queues.GoesByAge) NoteHead(queues, port.Index, messageClass);
        Outputs[egress].Wanted = queues.Classes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void OnReady(OutputPort port)
    {
        var queues = _queues[port.Index];
        var messageClass = queues.Dequeue(port.Ready, out var ingress, out var slot);
        var inputs = Inputs;
        if ((uint)ingress < (uint)inputs.Length)
        {
            var input = inputs[ingress];
            ref var message = ref input.MessageIn(slot).As<MemoryMessage>();
            message.Waited(Now.Picoseconds);
            if (Trace != null) NoteTrace(message, (uint)Now.Picoseconds - message.Since, port);
            Forward(input, slot, port, messageClass);
            input.Release(slot);
            if (queues.GoesByAge && queues.Holds(ingress, messageClass)) NoteHead(queues, ingress, messageClass);
            if (_fifos != null) AdvanceBehind(port, ingress, messageClass);
        }
        else
        {
            SendOwn(slot, port);
        }

        port.Wanted = queues.Classes;
    }

    private void NoteTrace(in MemoryMessage message, uint wait, OutputPort output)
    {
        var isRequest = message.Kind <= MessageKind.MemoryWrite;
        if (message.Kind > MessageKind.WriteCompletion || !Trace!.Takes(message.Tag)) return;
        var (host, now) = (isRequest ? message.Source : message.Target, Now.Picoseconds);
        if (wait > 0) Trace.Note(host, message.Tag, isRequest ? TraceStage.RequestWait : TraceStage.CompletionWait, now - wait, now);
        Trace.Note(host, message.Tag, isRequest ? TraceStage.RequestSwitch : TraceStage.CompletionSwitch, now, now + output.Delay);
    }

    /// <summary>
    /// A queue is read by one message at a time: what stood behind the head comes to the head when the last byte of it has left.
    /// Would it come at once, an input could feed several outputs at a time, and hold up less than a first-in first-out queue does.
    /// </summary>
    private void AdvanceBehind(OutputPort port, int ingress, MessageClass messageClass) =>
        SetTimer(port.LineFree > Now ? port.LineFree - Now : SimTime.Zero, FifoTimer + (ulong)(ingress * WireFormat.Classes + (int)messageClass));

    /// <summary>What stood behind the head of an input's queue wants its output now.</summary>
    private void Advance(int ingress, MessageClass messageClass)
    {
        if (!_fifos!.TryAdvance(ingress, messageClass, out var slot, out var egress)) return;
        Enqueue(Inputs[ingress], slot, egress, messageClass);
    }

    private void NoteHead(EgressQueues queues, int ingress, MessageClass messageClass)
    {
        // Messages of the switch's own have no age.
        if (ingress >= Inputs.Length) return;
        ref var head = ref Inputs[ingress].MessageIn(queues.HeadOf(ingress, messageClass)).As<MemoryMessage>();
        var waited = (uint)Now.Picoseconds - head.Since + head.RequestWait + head.CompletionWait;
        queues.NoteHead(ingress, messageClass, Now.Picoseconds - waited);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Forward(InputPort input, int slot, OutputPort port, MessageClass messageClass)
    {
        if (messageClass == MessageClass.Io && input.RecordIn(slot) is { } record)
        {
            port.SendRecord(input.MessageIn(slot), (int)messageClass, WireFormat.HeaderBytes, record);
            return;
        }

        var hasLine = messageClass is MessageClass.RequestWithData or MessageClass.DataResponse;
        ref var line = ref port.Send(input.MessageIn(slot), (int)messageClass, hasLine);
        if (hasLine) Unsafe.CopyBlockUnaligned(ref line, ref input.LineIn(slot), Sizes.Line);
    }

    /// <summary>Makes a request that leads nowhere its own answer, as an Unsupported Request completion would be, and says where it goes.</summary>
    private int TurnBack(InputPort input, int slot)
    {
        ref var message = ref input.MessageIn(slot).As<MemoryMessage>();
        switch (message.Kind)
        {
            case MessageKind.MemoryRead:
                message.Kind = MessageKind.MemoryData;
                Unsafe.InitBlockUnaligned(ref input.LineIn(slot), 0xFF, Sizes.Line);
                break;
            case MessageKind.MemoryWrite:
                message.Kind = MessageKind.WriteCompletion;
                break;
            case MessageKind.CciRequest:
                TurnBackIo(ref message, MessageKind.CciResponse);
                return input.Index;
            case MessageKind.RegisterWrite:
                TurnBackIo(ref message, MessageKind.RegisterWriteCompletion);
                return input.Index;
            default:
                throw new InvalidOperationException($"{Name}: a {message.Kind} for host port {message.Target}, which is not behind this switch");
        }

        NotDecoded++;
        message.Status = CompletionStatus.NotDecoded;
        message.Target = message.Source;
        message.Address = 0;
        return input.Index;
    }

    /// <summary>The host knows its request by the device that it went to.</summary>
    private void TurnBackIo(ref MemoryMessage message, MessageKind kind)
    {
        NotDecoded++;
        message.Kind = kind;
        message.Status = CompletionStatus.NotDecoded;
        (message.Source, message.Target) = (message.Target, message.Source);
    }
}
