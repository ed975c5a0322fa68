using CxlFabricSim.Actors.Akka.Membership;
using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka.Tests.Membership;

/// <summary>Nodes in one process that hand each other their frames.</summary>
internal sealed class DirectPeers : IPeers
{
    private AkkaCluster[] _nodes = [];

    /// <summary>Frames for these are lost.</summary>
    public HashSet<int> Deaf { get; } = [];

    public List<int> PutOutNodes { get; } = [];

    /// <summary>How many frames were sent.</summary>
    public int Told { get; private set; }

    public static AkkaCluster[] Connect(int nodes, TimeSpan patience, DirectPeers? peers = null)
    {
        peers ??= new DirectPeers();
        peers._nodes = [.. Enumerable.Range(0, nodes).Select(node => new AkkaCluster(node, nodes, peers, patience))];
        return peers._nodes;
    }

    public string NameOf(int node) => $"node-{node} (here)";

    public void Tell(int node, NodeFrame frame)
    {
        Told++;
        if (Deaf.Contains(node)) return;
        // As it would arrive from elsewhere: with bytes of its own.
        _nodes[node].Take(NodeFrame.Read([.. frame.Bytes]));
    }

    public void PutOut(int node)
    {
        lock (PutOutNodes) PutOutNodes.Add(node);
    }
}
