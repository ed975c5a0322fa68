namespace CxlFabricSim.Actors.Running;

/// <summary>What a node spent on the others.</summary>
/// <param name="Waited">Wall time in meetings.</param>
/// <param name="Bytes">Sent to other nodes.</param>
public readonly record struct ClusterTime(TimeSpan Waited, long Bytes)
{
    public ClusterTime Since(in ClusterTime earlier) => new(Waited - earlier.Waited, Bytes - earlier.Bytes);
}
