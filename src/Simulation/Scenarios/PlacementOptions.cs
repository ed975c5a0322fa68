namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>Where actors live in a run over several nodes. What is not said is chosen so that the cut goes through the longest links.</summary>
public sealed record PlacementOptions
{
    /// <summary>By the name of a node: node-0, node-1 and so on.</summary>
    public IReadOnlyDictionary<string, NodeOptions> Nodes { get; init; } = new Dictionary<string, NodeOptions>();

    /// <summary>Members of an Akka cluster to join for a run by that engine, as host:port; none for a cluster of its own.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];
}
