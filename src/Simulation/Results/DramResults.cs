namespace CxlFabricSim.Simulation.Results;

/// <summary>What the DRAM of a device did.</summary>
/// <param name="RowHits">Accesses whose row was open.</param>
/// <param name="RowMisses">Accesses that opened their row.</param>
/// <param name="Refreshes">Refreshes that accesses met or came behind, over all channels.</param>
public sealed record DramResults(long RowHits, long RowMisses, long Refreshes);
