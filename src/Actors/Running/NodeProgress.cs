using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>How far a node is, as it tells now and then.</summary>
/// <param name="Time">The virtual time before which it has handled all.</param>
/// <param name="Events">Messages taken and timers fired.</param>
/// <param name="Spent">On other nodes.</param>
public readonly record struct NodeProgress(SimTime Time, long Events, ClusterTime Spent);
