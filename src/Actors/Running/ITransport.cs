namespace CxlFabricSim.Actors.Running;

/// <summary>
/// Carries what partitions say to each other between two windows. Every partition sends one batch to each peer, then votes;
/// when all have voted each takes its peers' batches. A batch stays untouched until its receiver has voted again.
/// </summary>
public interface ITransport
{
    /// <summary>Hands a window's batch from one partition to another, which may read it until the next vote.</summary>
    void Send(int source, int target, ReadOnlyMemory<byte> batch);

    /// <summary>The batch that <paramref name="source"/> sent in the round that was just agreed on; empty when it sent none.</summary>
    ReadOnlyMemory<byte> Receive(int source, int target);

    /// <summary>Adds a partition's vote to the round.</summary>
    void Vote(int partition, in Vote vote);

    /// <summary>Waits until every partition has voted and returns the combined vote. Called once a driver and round.</summary>
    Vote Agree(int driver);
}
