namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>This process is no member of the cluster any more.</summary>
internal sealed record LeftCluster
{
    public static LeftCluster Instance { get; } = new();
}
