using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation;

/// <summary>How far a run has come, as seen from outside.</summary>
/// <param name="Time">Virtual time.</param>
/// <param name="Events">Messages taken and timers fired.</param>
/// <param name="Lines">Lines that have completed, well or not, over all hosts.</param>
public readonly record struct WatchedProgress(SimTime Time, long Events, long Lines);
