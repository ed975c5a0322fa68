using System.Runtime.CompilerServices;
using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>
/// A switch on the fabric: what arrives waits in the slot it arrived in, in a queue of the output it goes to, until the output's
/// arbiter grants it. Physical port n is input n and output n.
/// </summary>
public sealed class SwitchActor(string name, SwitchRouting routing) : Actor(name)
{
    private EgressQueues[] _queues = [];

    /// <summary>Requests that no decoder claimed, answered here.</summary>
    public long NotDecoded { get; private set; }

    protected override void OnStart()
    {
        var links = Inputs.Select(input => new ushort[input.SlotCount]).ToArray();
        _queues = [.. Outputs.Select(_ => new EgressQueues(links))];
    }

    protected override void Receive(in Delivery delivery)
    {
        ref var message = ref delivery.Message.As<MemoryMessage>();
        var ingress = delivery.Port.Index;
        var egress = routing.Route(ingress, ref message);
        if (egress < 0) egress = TurnBack(delivery, ref message);
        var queues = _queues[egress];
        var output = Outputs[egress];
        var messageClass = WireFormat.ClassOf(message.Kind);
        if (queues.Classes == 0 && MaySendAtOnce(output, (int)messageClass))
        {
            queues.NotePassed(ingress, messageClass);
            Forward(delivery.Port, delivery.Slot, output, messageClass);
            return;
        }

        delivery.Hold();
        queues.Enqueue(ingress, messageClass, delivery.Slot);
        output.Wanted = queues.Classes;
    }

    protected override void OnReady(OutputPort port)
    {
        var queues = _queues[port.Index];
        var allowed = 0u;
        for (var left = queues.Classes; left != 0; left &= left - 1)
        {
            var @class = System.Numerics.BitOperations.TrailingZeroCount(left);
            if (port.HasCredit(@class)) allowed |= 1u << @class;
        }

        var messageClass = queues.Dequeue(allowed, out var ingress, out var slot);
        var input = Inputs[ingress];
        Forward(input, slot, port, messageClass);
        input.Release(slot);
        port.Wanted = queues.Classes;
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
        var bytes = hasLine ? WireFormat.DataBytes : WireFormat.HeaderBytes;
        ref var line = ref port.Send(input.MessageIn(slot), (int)messageClass, bytes, hasLine);
        if (hasLine) Unsafe.CopyBlockUnaligned(ref line, ref input.LineIn(slot), Sizes.Line);
    }

    /// <summary>Makes a request that leads nowhere its own answer, as an Unsupported Request completion would be.</summary>
    private int TurnBack(in Delivery delivery, ref MemoryMessage message)
    {
        switch (message.Kind)
        {
            case MessageKind.MemoryRead:
                message.Kind = MessageKind.MemoryData;
                Unsafe.InitBlockUnaligned(ref delivery.Line, 0xFF, Sizes.Line);
                break;
            case MessageKind.MemoryWrite:
                message.Kind = MessageKind.WriteCompletion;
                break;
            case MessageKind.CciRequest:
                message.Kind = MessageKind.CciResponse;
                break;
            default:
                throw new InvalidOperationException($"{Name}: a {message.Kind} for host port {message.Target}, which is not behind this switch");
        }

        NotDecoded++;
        message.Status = CompletionStatus.NotDecoded;
        message.Target = message.Source;
        return delivery.Port.Index;
    }
}
