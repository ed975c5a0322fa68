using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Building;

/// <summary>What the sending port of a link adds to it.</summary>
/// <param name="Delay">Constant, and pipelined.</param>
/// <param name="ServiceTime">It takes no message faster than this.</param>
/// <param name="IsPulled">Whether its owner arbitrates.</param>
/// <param name="MostAtOnce">More messages than this are never under way from there.</param>
internal readonly record struct PortTiming(SimTime Delay, SimTime ServiceTime, bool IsPulled, int MostAtOnce = int.MaxValue);
