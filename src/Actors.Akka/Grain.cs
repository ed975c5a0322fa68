namespace CxlFabricSim.Actors.Akka;

/// <summary>How much of the fabric one Akka actor runs.</summary>
public enum Grain
{
    /// <summary>One host, switch or device each.</summary>
    Element = 0,

    /// <summary>All that live on a node: faster, since nothing travels by mailbox within the node.</summary>
    Node = 1,
}
