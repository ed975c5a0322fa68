using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>The nodes that this process is one of, whichever engine started them.</summary>
/// <param name="Cluster">To run a model together.</param>
/// <param name="Post">To work each on its own.</param>
/// <param name="Description">Who they are and how they speak, for the user.</param>
internal sealed record NodeGroup(ICluster Cluster, INodePost Post, string Description)
{
    public int Node => Cluster.Node;
}
