namespace CxlFabricSim.Cli.Nodes;

/// <summary>A run over several members of a cluster.</summary>
/// <param name="Arguments">The command line that asked for it.</param>
/// <param name="RolesOfNodes">The roles that the scenario places on each node, by node.</param>
internal sealed record RunRequest(IReadOnlyList<string> Arguments, IReadOnlyList<IReadOnlyList<string>> RolesOfNodes)
{
    public int Nodes => RolesOfNodes.Count;
}
