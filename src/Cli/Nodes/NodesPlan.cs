namespace CxlFabricSim.Cli.Nodes;

/// <summary>What this process has to do with the nodes of a run.</summary>
/// <param name="Role">Its part.</param>
/// <param name="Nodes">How many there are.</param>
/// <param name="FurtherArguments">What the nodes have to be told beside the command line.</param>
/// <param name="IsAkka">Whether Akka.NET runs them.</param>
internal sealed record NodesPlan(NodesRole Role, int Nodes, IReadOnlyList<string> FurtherArguments, bool IsAkka = false);

/// <summary>The part of a process in a run.</summary>
internal enum NodesRole
{
    /// <summary>It runs the scenario by itself.</summary>
    Alone,

    /// <summary>It starts the nodes and waits for them.</summary>
    Starter,

    /// <summary>It is one of several.</summary>
    Node,
}
