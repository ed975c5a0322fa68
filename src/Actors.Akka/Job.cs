namespace CxlFabricSim.Actors.Akka;

/// <summary>A run that the members of a cluster share.</summary>
/// <param name="Arguments">The command line of whoever asked for it: every member reads the scenario's files itself.</param>
/// <param name="Folder">Where that command was given.</param>
/// <param name="RolesOfNodes">The roles that the scenario places on each node; nothing where it does not say.</param>
public sealed record Job(IReadOnlyList<string> Arguments, string Folder, IReadOnlyList<IReadOnlyList<string>> RolesOfNodes)
{
    /// <summary>How many members it needs.</summary>
    public int Nodes => RolesOfNodes.Count;
}
