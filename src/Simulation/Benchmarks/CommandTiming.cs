using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>What a command of a device takes on average.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Opcode">The command.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Microseconds">Wall time of one call.</param>
public sealed record CommandTiming(string Name, Opcode Opcode, long Calls, double Microseconds);
