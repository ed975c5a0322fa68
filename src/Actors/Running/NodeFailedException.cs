namespace CxlFabricSim.Actors.Running;

/// <summary>Another node cannot go on, by a bug or by what it was given to read; in the words of that node.</summary>
public sealed class NodeFailedException(int node, string reason, Exception? inner = null) : Exception($"node-{node}: {InputException.MistakesIn(reason) ?? reason}", inner)
{
    /// <summary>The node that cannot go on.</summary>
    public int Node { get; } = node;

    /// <summary>What is wrong with what the node was given to read: no bug then. Otherwise null.</summary>
    public string? Mistakes { get; } = InputException.MistakesIn(reason);
}
