using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>How far a run has come.</summary>
/// <param name="Time">The virtual time before which all has been handled.</param>
/// <param name="Events">Messages taken and timers fired.</param>
public readonly record struct RunProgress(SimTime Time, long Events);
