using CxlFabricSim.Actors.Akka.Wire;

namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>The other nodes of a run, as they are reached.</summary>
internal interface IPeers
{
    /// <summary>How a node is called in messages to the user.</summary>
    string NameOf(int node);

    void Tell(int node, NodeFrame frame);

    /// <summary>Has the cluster do without a node that does not answer.</summary>
    void PutOut(int node);
}
