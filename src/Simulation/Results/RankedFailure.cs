namespace CxlFabricSim.Simulation.Results;

/// <summary>A failure with its place in the order in which failures are told, on however many nodes they were seen.</summary>
/// <param name="Rank">Its place; failures of one actor have the same, and keep their order.</param>
/// <param name="Failure">The failure.</param>
public sealed record RankedFailure(int Rank, Failure Failure);
