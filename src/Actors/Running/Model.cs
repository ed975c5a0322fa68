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

    // Of two nodes one may have three quarters of the actors.
    private const double MostOnOneNode = 1.5;

    private readonly List<Actor> _actors = [];
    private readonly List<InputPort> _inputs = [];
    private readonly List<OutputPort> _outputs = [];
    private int[] _partitionOfActor = [];

    public IReadOnlyList<Actor> Actors => _actors;

    /// <summary>Puts a message in words, for whoever reads of an actor that has failed.</summary>
    public Func<Message, string>? DescribeMessage { get; set; }

    /// <summary>The ends of each channel, and what it takes.</summary>
    public IEnumerable<(Actor From, Actor To, SimTime Latency)> Channels =>
        _outputs.Select(port => (port.Owner, _inputs[port.Channel].Owner, new SimTime(port.Latency)));

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

    /// <summary>The node of each actor when so many processes share the model: the cut goes through the longest channels that it can.</summary>
    /// <param name="nodes">How many processes.</param>
    /// <param name="pin">The node that an actor has to be on; null for any.</param>
    public IReadOnlyList<int> Place(int nodes, Func<Actor, int?> pin) =>
        Cut(_actors, nodes, [.. _actors.Select(actor => pin(actor) ?? Partitioner.Free)], MostOnOneNode);

    /// <summary>The shortest channel between actors of two nodes: as often as it takes, the nodes meet.</summary>
    public SimTime ShortestBetween(IReadOnlyList<int> nodeOfActor)
    {
        var shortest = LongestChannel();
        foreach (var port in _outputs)
        {
            if (nodeOfActor[port.Owner.Id] != nodeOfActor[_inputs[port.Channel].Owner.Id]) shortest = Math.Min(shortest, port.Latency);
        }

        return new SimTime(shortest);
    }

    /// <summary>The nodes that share a channel with one.</summary>
    internal IReadOnlyCollection<int> NeighboursOf(int node, IReadOnlyList<int> nodeOfActor)
    {
        var neighbours = new SortedSet<int>();
        foreach (var port in _outputs)
        {
            var (from, to) = (nodeOfActor[port.Owner.Id], nodeOfActor[_inputs[port.Channel].Owner.Id]);
            if (from == node && to != node) neighbours.Add(to);
            if (to == node && from != node) neighbours.Add(from);
        }

        return neighbours;
    }

    /// <summary>The partition of each actor when so many share the model.</summary>
    internal int[] Cut(int count) => Cut(_actors, count, pins: null);

    /// <summary>
    /// The partitions of one process among several: its own actors over so many threads, and behind those each other node's actors as one.
    /// </summary>
    internal int[] CutNode(IReadOnlyList<int> nodeOfActor, int node, int count)
    {
        var own = _actors.Where(actor => nodeOfActor[actor.Id] == node).ToList();
        var ofOwn = Cut(own, count, pins: null);
        var partitions = nodeOfActor.Select(of => count + of).ToArray();
        for (var index = 0; index < own.Count; index++) partitions[own[index].Id] = ofOwn[index];
        return partitions;
    }

    /// <summary>Divides the actors over partitions and wires the channels inside each.</summary>
    /// <param name="partitionOfActor">By the number of an actor.</param>
    /// <param name="count">Partitions of this process.</param>
    /// <param name="nodes">Processes that share the model, whose partitions follow behind; zero for one alone.</param>
    internal Partition[] Divide(int[] partitionOfActor, int count, int nodes = 0)
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

        var here = Enumerable.Range(0, count).Select(partition => _actors.Where(actor => partitionOfActor[actor.Id] == partition).ToList()).ToArray();
        var numbers = here.SelectMany(partition => partition).Index().ToDictionary(numbered => numbered.Item.Id, numbered => numbered.Index);
        var channels = new List<(int From, int To, long Latency)>();
        for (var channel = 0; channel < Inputs.Length; channel++)
        {
            var (output, input) = (Outputs[channel], Inputs[channel]);
            var (sender, receiver) = (PartitionOfSender(input), PartitionOfReceiver(output));
            if (sender < count && receiver < count) channels.Add((numbers[output.Owner.Id], numbers[input.Owner.Id], output.Latency));
            if (sender == receiver) (output.LocalPeer, input.LocalPeer) = (input, output);
        }

        return [.. Neighbourhoods.Of(here, channels, longest).Index().Select(partition => new Partition(partition.Index, count, nodes, this, partition.Item))];
    }

    /// <summary>
    /// The smallest latency of a channel between two of the first partitions: they meet that often. Partitions without such a channel
    /// meet as well, or one would pass the stop that an actor of the other announces.
    /// </summary>
    internal long ShortestCrossing(int count)
    {
        var shortest = LongestChannel();
        for (var channel = 0; channel < Inputs.Length; channel++)
        {
            var (receiver, sender) = (PartitionOfReceiver(Outputs[channel]), PartitionOfSender(Inputs[channel]));
            if (receiver != sender && receiver < count && sender < count) shortest = Math.Min(shortest, Outputs[channel].Latency);
        }

        return shortest;
    }

    /// <summary>A partition for each actor of a process, or one for all of them; behind those each other node's actors as one.</summary>
    /// <param name="isHere">Whether an actor runs in this process.</param>
    /// <param name="isPerActor">Whether each has its own.</param>
    /// <param name="nodeOfActor">By the number of an actor; not asked for what runs here.</param>
    /// <param name="count">How many partitions the process has then.</param>
    internal int[] CutForDriver(Func<Actor, bool> isHere, bool isPerActor, IReadOnlyList<int> nodeOfActor, out int count)
    {
        var here = _actors.Count(isHere);
        var own = isPerActor ? Math.Max(1, here) : 1;
        var next = 0;
        int[] partitions = [.. _actors.Select(actor => !isHere(actor) ? own + nodeOfActor[actor.Id] : isPerActor ? next++ : 0)];
        count = own;
        return partitions;
    }

    // An actor weighs as much as it has ports.
    private int[] Cut(IReadOnlyList<Actor> actors, int count, IReadOnlyList<int>? pins, double mostTogether = double.PositiveInfinity)
    {
        var places = actors.Index().ToDictionary(numbered => numbered.Item.Id, numbered => numbered.Index);
        return Partitioner.Divide(
            [.. actors.Select(actor => (long)(1 + actor.Inputs.Length + actor.Outputs.Length))],
            [.. _outputs
                .Where(port => places.ContainsKey(port.Owner.Id) && places.ContainsKey(_inputs[port.Channel].Owner.Id))
                .Select(port => (places[port.Owner.Id], places[_inputs[port.Channel].Owner.Id], port.Latency))],
            count,
            pins,
            mostTogether);
    }

    private long LongestChannel() => _outputs.Count == 0 ? WindowWithoutChannels : _outputs.Max(port => port.Latency);
}
