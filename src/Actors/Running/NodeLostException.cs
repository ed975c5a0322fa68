namespace CxlFabricSim.Actors.Running;

/// <summary>Nodes that ended, or that answer no more: the run cannot go on, and what the others did so far can still be read.</summary>
public sealed class NodeLostException(IReadOnlyList<int> nodes, string message) : Exception(message)
{
    /// <summary>The nodes that are lost.</summary>
    public IReadOnlyList<int> Nodes { get; } = nodes;
}
