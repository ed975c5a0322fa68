namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>What lives on one node.</summary>
public sealed record NodeOptions
{
    /// <summary>All actors of these kinds, apart from those that are named for another node.</summary>
    public IReadOnlyList<NodeRole> Roles { get; init; } = [];

    /// <summary>Hosts, switches and devices by name.</summary>
    public IReadOnlyList<string> Actors { get; init; } = [];
}
