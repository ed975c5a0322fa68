namespace CxlFabricSim.Actors.Running;

/// <summary>
/// Letters between nodes that work on their own, beside the rounds of an <see cref="ICluster"/>: for one thread of each node, which calls
/// <see cref="TryReceive"/> often. Letters of one node to another keep their order.
/// </summary>
public interface INodePost
{
    /// <summary>The number of this node, from zero on.</summary>
    int Node { get; }

    /// <summary>How many nodes there are.</summary>
    int Nodes { get; }

    /// <summary>Sends a letter; nobody waits for it to arrive. One to a lost node is dropped.</summary>
    void Send(int node, ReadOnlySpan<byte> letter);

    /// <summary>The next letter that has come; false when there is none.</summary>
    bool TryReceive(out int from, out byte[] letter);

    /// <summary>Why a node is taken for lost; null for one that is there. A node once lost stays so.</summary>
    string? LossOf(int node);

    /// <summary>Takes the word of another node that a node is lost.</summary>
    void GiveUp(int node);

    /// <summary>A short pause, when nothing is to be done.</summary>
    void Rest();
}
