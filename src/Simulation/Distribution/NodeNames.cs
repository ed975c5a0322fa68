using System.Globalization;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>How nodes are called: node-0, node-1 and so on.</summary>
public static class NodeNames
{
    /// <summary>Nodes of one run at most.</summary>
    public const int MostNodes = 64;

    private const string Prefix = "node-";

    public static string Of(int node) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{node}");

    /// <summary>The number of a node; null for what is no name of one.</summary>
    public static int? NumberOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var node)
        && node < MostNodes && Of(node) == name
            ? node
            : null;
}
