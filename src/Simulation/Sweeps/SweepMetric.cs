using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>A metric that a sweep shows.</summary>
public sealed record SweepMetric(string Name, MetricKind Kind);
