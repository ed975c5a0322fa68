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
        var egress = routing.Route(delivery.Port.Index, ref message);
        if (egress < 0) egress = TurnBack(delivery, ref message);
        delivery.Hold();
        var queues = _queues[egress];
        queues.Enqueue(delivery.Port.Index, WireFormat.ClassOf(message.Kind), delivery.Slot);
        Outputs[egress].Wanted = queues.Classes;
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
        ref var message = ref input.MessageIn(slot);
        var kind = message.As<MemoryMessage>().Kind;
        if (input.RecordIn(slot) is { } record)
        {
            port.SendRecord(message, (int)messageClass, WireFormat.HeaderBytes, record);
        }
        else
        {
            var hasLine = WireFormat.CarriesLine(kind);
            ref var line = ref port.Send(message, (int)messageClass, WireFormat.BytesOf(kind), hasLine);
            if (hasLine) Unsafe.CopyBlockUnaligned(ref line, ref input.LineIn(slot), Sizes.Line);
        }

        input.Release(slot);
        port.Wanted = queues.Classes;
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
