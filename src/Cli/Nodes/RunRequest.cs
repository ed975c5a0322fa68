namespace CxlFabricSim.Cli.Nodes;

/// <summary>A run over several members of a cluster.</summary>
/// <param name="Arguments">The command line that asked for it.</param>
/// <param name="RolesOfNodes">The roles that the scenario places on each node, by node.</param>
internal sealed record RunRequest(IReadOnlyList<string> Arguments, IReadOnlyList<IReadOnlyList<string>> RolesOfNodes)
{
    /// <summary>Something that no scenario divides among nodes.</summary>
    public static RunRequest Of(IReadOnlyList<string> arguments, int nodes) => new(arguments, [.. Enumerable.Repeat<IReadOnlyList<string>>([], nodes)]);

    public int Nodes => RolesOfNodes.Count;
}
