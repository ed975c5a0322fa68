using System.Runtime.CompilerServices;
using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Tests;

/// <summary>Stands in for a neighbour: sends what a test tells it to, when it tells it to, and writes down what arrives.</summary>
internal sealed class ProbeActor(string name) : Actor(name)
{
    private readonly List<(SimTime At, MemoryMessage Header, byte Fill, byte[]? Record, int Port)> _script = [];

    public List<Arrival> Arrivals { get; } = [];

    /// <summary>A kind whose slots, and credits, are never given back.</summary>
    public MessageKind Keeps { get; init; }

    public void Send(MemoryMessage header, long atNanoseconds = 0, byte fill = 0, byte[]? record = null, int port = 0) =>
        _script.Add((SimTime.FromNanoseconds(atNanoseconds), header, fill, record, port));

    protected override void OnStart()
    {
        for (var i = 0; i < _script.Count; i++) SetTimer(_script[i].At, (ulong)i);
    }

    protected override void OnTimer(ulong token)
    {
        var (_, header, fill, record, port) = _script[(int)token];
        Message message = default;
        message.As<MemoryMessage>() = header;
        if (record != null)
        {
            Outputs[port].SendRecord(message, (int)MessageClass.Io, WireFormat.HeaderBytes, record);
            return;
        }

        var hasLine = WireFormat.CarriesLine(header.Kind);
        ref var line = ref Outputs[port].Send(message, (int)WireFormat.ClassOf(header.Kind), hasLine);
        if (hasLine) Unsafe.InitBlockUnaligned(ref line, fill, Sizes.Line);
    }

    protected override void Receive(in Delivery delivery)
    {
        var header = delivery.Message.As<MemoryMessage>();
        var line = new byte[Sizes.Line];
        if (WireFormat.CarriesLine(header.Kind)) Unsafe.CopyBlockUnaligned(ref line[0], ref delivery.Line, Sizes.Line);
        Arrivals.Add(new Arrival(Now, delivery.Port.Index, header, line, delivery.Record));
        if (header.Kind == Keeps) delivery.Hold();
    }
}

/// <summary>What a probe took.</summary>
internal sealed record Arrival(SimTime Time, int Port, MemoryMessage Header, byte[] Line, byte[]? Record);
