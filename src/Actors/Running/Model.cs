using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>Actors and the channels between them. A model runs once.</summary>
public sealed class Model
{
    private const int MaxSlots = ushort.MaxValue;

    private readonly List<Actor> _actors = [];
    private readonly List<InputPort> _inputs = [];
    private readonly List<OutputPort> _outputs = [];
    private int[] _partitionOfActor = [];

    public IReadOnlyList<Actor> Actors => _actors;

    internal InputPort[] Inputs { get; private set; } = [];

    internal OutputPort[] Outputs { get; private set; } = [];

    public T Add<T>(T actor)
        where T : Actor
    {
        if (actor.Id >= 0) throw new InvalidOperationException($"{actor.Name} is part of a model already");
        actor.Id = _actors.Count;
        _actors.Add(actor);
        return actor;
    }

    /// <summary>Adds a channel: the next output port of one actor to the next input port of another (or of itself).</summary>
    public Channel Connect(Actor from, Actor to, ChannelOptions options, string? name = null)
    {
        name ??= $"{from.Name}->{to.Name}";
        var slots = options.Credits.Sum();
        if (options.Latency <= SimTime.Zero) throw new ArgumentException($"{name}: the latency of a channel is above zero, not {options.Latency}");
        if (options.PortDelay < SimTime.Zero) throw new ArgumentException($"{name}: a port's delay cannot be {options.PortDelay}");
        if (slots is < 1 or > MaxSlots || options.Credits.Any(credits => credits < 0) || options.Credits.Count > 32)
            throw new ArgumentException($"{name}: {slots} credits; 1 to {MaxSlots} over at most 32 classes would do");
        var channel = _inputs.Count;
        var output = from.AddOutput(channel, name, options);
        var input = to.AddInput(channel, name, slots, options.TotalLatency);
        _outputs.Add(output);
        _inputs.Add(input);
        return new Channel(output, input);
    }

    internal int PartitionOfReceiver(OutputPort port) => _partitionOfActor[_inputs[port.Channel].Owner.Id];

    internal int PartitionOfSender(InputPort port) => _partitionOfActor[_outputs[port.Channel].Owner.Id];

    /// <summary>Divides the actors over partitions and wires the channels inside each.</summary>
    internal Partition[] Divide(int[] partitionOfActor, int count)
    {
        _partitionOfActor = partitionOfActor;
        Inputs = [.. _inputs];
        Outputs = [.. _outputs];
        foreach (var actor in _actors)
        {
            actor.Prepare();
            actor.LongestChannel = _outputs.Count == 0 ? 0 : _outputs.Max(port => port.Latency);
        }

        var windows = new long[count];
        Array.Fill(windows, long.MaxValue / 4);
        for (var channel = 0; channel < Inputs.Length; channel++)
        {
            var partition = PartitionOfReceiver(Outputs[channel]);
            if (partition != PartitionOfSender(Inputs[channel])) continue;
            Outputs[channel].LocalPeer = Inputs[channel];
            Inputs[channel].LocalPeer = Outputs[channel];
            windows[partition] = Math.Min(windows[partition], Outputs[channel].Latency);
        }

        return [.. Enumerable.Range(0, count).Select(index =>
            new Partition(index, count, this, [.. _actors.Where(actor => partitionOfActor[actor.Id] == index)], windows[index]))];
    }

    /// <summary>The smallest latency of a channel between two partitions: they meet that often.</summary>
    internal long ShortestCrossing()
    {
        var shortest = long.MaxValue / 4;
        for (var channel = 0; channel < Inputs.Length; channel++)
        {
            if (PartitionOfReceiver(Outputs[channel]) != PartitionOfSender(Inputs[channel]))
                shortest = Math.Min(shortest, Outputs[channel].Latency);
        }

        return shortest;
    }
}
