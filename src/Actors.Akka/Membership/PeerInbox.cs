using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>What has come from one other node. It is a round ahead at most: it cannot end a round without this node's part.</summary>
internal sealed class PeerInbox
{
    private readonly PartCollector[] _rounds = [new(), new()];
    private readonly ReadOnlyMemory<byte>[] _batches = new ReadOnlyMemory<byte>[2];

    public PartCollector Results { get; } = new();

    public void Add(NodeFrame frame)
    {
        if (frame.Kind == FrameKind.Results) Results.Add(frame);
        else _rounds[frame.Round & 1].Add(frame);
    }

    public bool Has(long round) => _rounds[round & 1] is { IsComplete: true } parts && parts.First.Round == round;

    /// <summary>Ends a round that is here: its batch can be read until the one after the next.</summary>
    public NodeFrame Take(long round)
    {
        var parts = _rounds[round & 1];
        var first = parts.First;
        _batches[round & 1] = parts.Content();
        parts.Clear();
        return first;
    }

    public ReadOnlyMemory<byte> BatchOf(long round) => _batches[round & 1];
}
