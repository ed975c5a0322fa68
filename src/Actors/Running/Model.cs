using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>Actors and the channels between them. A model runs once.</summary>
public sealed class Model
{
    private const int MaxSlots = ushort.MaxValue;
    private const int MaxClasses = OutputPort.MaxClasses;

    // A model without channels has no lookahead to go by: its windows are a microsecond, so that a stop finds nobody ahead.
    private const long WindowWithoutChannels = SimTime.PicosecondsPerMicrosecond;

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
        if (from.Id < 0 || to.Id < 0) throw new ArgumentException($"{name}: {(from.Id < 0 ? from : to).Name} is not part of the model");
        var slots = options.Credits.Sum(credits => (long)credits);
        if (options.Latency <= SimTime.Zero) throw new ArgumentException($"{name}: the latency of a channel is above zero, not {options.Latency}");
        if (options.PortDelay < SimTime.Zero) throw new ArgumentException($"{name}: a port's delay cannot be {options.PortDelay}");
        if (slots is < 1 or > MaxSlots || options.Credits.Any(credits => credits < 0) || options.Credits.Count > MaxClasses)
            throw new ArgumentException($"{name}: {slots} credits; 1 to {MaxSlots} over at most {MaxClasses} classes would do, none below zero");
        if (options.BytesPerSecond is > 0 and < LineClock.MinBytesPerSecond)
            throw new ArgumentException($"{name}: {options.BytesPerSecond} bytes a second; at least {LineClock.MinBytesPerSecond} would do, or 0 for a line that takes no time");
        var channel = _inputs.Count;
        var output = from.AddOutput(channel, name, options);
        var input = to.AddInput(channel, name, (int)slots, options.TotalLatency);
        _outputs.Add(output);
        _inputs.Add(input);
        return new Channel(output, input);
    }

    internal int PartitionOfReceiver(OutputPort port) => _partitionOfActor[_inputs[port.Channel].Owner.Id];

    internal int PartitionOfSender(InputPort port) => _partitionOfActor[_outputs[port.Channel].Owner.Id];

    /// <summary>The partition of each actor when so many share the model: an actor weighs as much as it has ports.</summary>
    internal int[] Cut(int count) => Partitioner.Divide(
        [.. _actors.Select(actor => (long)(1 + actor.Inputs.Length + actor.Outputs.Length))],
        [.. _outputs.Select(port => (port.Owner.Id, _inputs[port.Channel].Owner.Id, port.Latency))],
        count);

    /// <summary>Divides the actors over partitions and wires the channels inside each.</summary>
    internal Partition[] Divide(int[] partitionOfActor, int count)
    {
        _partitionOfActor = partitionOfActor;
        Inputs = [.. _inputs];
        Outputs = [.. _outputs];
        var longest = LongestChannel();
        foreach (var actor in _actors)
        {
            actor.Prepare();
            actor.LongestChannel = longest;
        }

        var windows = new long[count];
        Array.Fill(windows, longest);
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

    /// <summary>
    /// The smallest latency of a channel between two partitions: they meet that often. Partitions without such a channel
    /// meet as well, or one would pass the stop that an actor of the other announces.
    /// </summary>
    internal long ShortestCrossing()
    {
        var shortest = LongestChannel();
        for (var channel = 0; channel < Inputs.Length; channel++)
        {
            if (PartitionOfReceiver(Outputs[channel]) != PartitionOfSender(Inputs[channel]))
                shortest = Math.Min(shortest, Outputs[channel].Latency);
        }

        return shortest;
    }

    private long LongestChannel() => _outputs.Count == 0 ? WindowWithoutChannels : _outputs.Max(port => port.Latency);
}
