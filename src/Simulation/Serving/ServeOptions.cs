namespace CxlFabricSim.Simulation.Serving;

/// <summary>How to serve a scenario's fabric, beyond what the scenario says itself.</summary>
/// <param name="Pace">Seconds of virtual time for each second of the clock; null runs as fast as there is something to do.</param>
/// <param name="RecordPath">A file that keeps what came from outside; null for none.</param>
public sealed record ServeOptions(double? Pace = null, string? RecordPath = null);
