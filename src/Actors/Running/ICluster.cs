namespace CxlFabricSim.Actors.Running;

/// <summary>
/// The processes ("nodes") that run one model together. Every one builds the whole model and runs its own part of it. As a transport its
/// partitions and drivers are the nodes. What a node sends to another within a round follows each other without a gap and is one batch.
/// </summary>
/// <remarks>
/// Where a node ends or does not answer, <see cref="ITransport.Agree"/> throws a <see cref="NodeLostException"/> on all that are left; where
/// one says that it cannot go on, a <see cref="NodeFailedException"/>.
/// </remarks>
public interface ICluster : ITransport
{
    /// <summary>The number of this node, from zero on.</summary>
    int Node { get; }

    /// <summary>How many nodes there are.</summary>
    int Nodes { get; }

    /// <summary>Whether this is the first node that is left: it takes what the others give.</summary>
    bool IsGatherer { get; }

    /// <summary>The nodes that asked to leave, and ended the run by it.</summary>
    IReadOnlyList<int> Leaving => [];

    /// <summary>What this node spent on the others so far.</summary>
    ClusterTime Time { get; }

    /// <summary>
    /// From the next round on only nodes that share a channel send each other batches; null: each to each again. The same on all nodes at the
    /// same round, and neighbours are so to each other. What that saves is up to the cluster.
    /// </summary>
    void Between(IReadOnlyCollection<int>? neighbours)
    {
    }

    /// <summary>Somebody wants the run to end: from now on no round waits long for a node without an answer. For any thread.</summary>
    void Hurry();

    /// <summary>Rounds may take their time again, whoever was in a hurry: the nodes read their results.</summary>
    void TakeTime();

    /// <summary>Instead of a vote: tells the other nodes why this one cannot go on.</summary>
    void Fail(string reason);

    /// <summary>Whether it is time to tell how far this node is.</summary>
    bool IsShowDue => false;

    /// <summary>Tells the first node how far this one is, within a round: nobody waits for it, and it may get lost.</summary>
    void Show(in NodeProgress own)
    {
    }

    /// <summary>What each node last told, by node: known to the first node, and for any thread. Empty where nobody has told anything.</summary>
    IReadOnlyList<NodeProgress> Shown => [];

    /// <summary>Takes something of every node's to the gatherer, by node; null for those that are lost. Elsewhere the answer is empty.</summary>
    IReadOnlyList<byte[]?> Gather(byte[] mine);
}
