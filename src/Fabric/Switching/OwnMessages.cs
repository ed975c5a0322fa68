using CxlFabricSim.Actors.Channels;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>Messages that a switch sends itself, in slots like those of an input, until their output takes them.</summary>
/// <param name="links">For every input, and behind them for this, the slot behind each slot: what the queues of all outputs share.</param>
internal sealed class OwnMessages(ushort[][] links)
{
    // The queues have one number that names no slot.
    private const int Most = ushort.MaxValue - 1;

    private readonly Stack<ushort> _free = new();
    private Message[] _messages = [];
    private byte[]?[] _records = [];
    private int _used;

    public int Add(in Message message, byte[]? record)
    {
        if (!_free.TryPop(out var slot))
        {
            if (_used == _messages.Length) Grow();
            slot = (ushort)_used++;
        }

        _messages[slot] = message;
        _records[slot] = record;
        return slot;
    }

    public Message Take(int slot, out byte[]? record)
    {
        record = _records[slot];
        _records[slot] = null;
        _free.Push((ushort)slot);
        return _messages[slot];
    }

    private void Grow()
    {
        if (_used == Most) throw new InvalidOperationException($"a switch has {Most} messages of its own waiting");
        var size = Math.Clamp(2 * _used, 8, Most);
        Array.Resize(ref _messages, size);
        Array.Resize(ref _records, size);
        Array.Resize(ref links[^1], size);
    }
}
