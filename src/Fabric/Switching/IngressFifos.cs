using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>
/// Shared first-in first-out queues: one for each input and message class, over all outputs. Its head waits among the
/// <see cref="EgressQueues"/> of its output; here are those behind it.
/// </summary>
public sealed class IngressFifos
{
    private readonly Fifo[] _fifos;

    public IngressFifos(int inputs)
    {
        _fifos = new Fifo[inputs * WireFormat.Classes];
        for (var index = 0; index < _fifos.Length; index++) _fifos[index] = new Fifo();
    }

    /// <summary>What arrives stands at the head when nothing is before it, which is true then, and queues up otherwise.</summary>
    public bool TryHead(int input, MessageClass messageClass, int slot, int egress)
    {
        var fifo = _fifos[input * WireFormat.Classes + (int)messageClass];
        if (fifo.HasHead)
        {
            fifo.Behind.Enqueue(((ushort)slot, (ushort)egress));
            return false;
        }

        fifo.HasHead = true;
        return true;
    }

    /// <summary>The head has left; false when nobody was behind it.</summary>
    public bool TryAdvance(int input, MessageClass messageClass, out int slot, out int egress)
    {
        var fifo = _fifos[input * WireFormat.Classes + (int)messageClass];
        fifo.HasHead = fifo.Behind.TryDequeue(out var next);
        (slot, egress) = next;
        return fifo.HasHead;
    }

    /// <summary>Takes out those behind the head that go to an output and are wanted back, in order.</summary>
    public IReadOnlyList<int> TakeWhere(int input, MessageClass messageClass, int egress, Func<int, bool> isWanted)
    {
        var taken = new List<int>();
        var behind = _fifos[input * WireFormat.Classes + (int)messageClass].Behind;
        for (var left = behind.Count; left > 0; left--)
        {
            var entry = behind.Dequeue();
            if (entry.Egress == egress && isWanted(entry.Slot)) taken.Add(entry.Slot);
            else behind.Enqueue(entry);
        }

        return taken;
    }

    private sealed class Fifo
    {
        public bool HasHead { get; set; }

        public Queue<(ushort Slot, ushort Egress)> Behind { get; } = new();
    }
}
