namespace CxlFabricSim.Actors.Running;

/// <summary>A bug on another node, in the words of that node.</summary>
public sealed class NodeFailedException(int node, string reason, Exception? inner = null) : Exception($"node-{node}: {reason}", inner)
{
    /// <summary>The node that cannot go on.</summary>
    public int Node { get; } = node;
}
