namespace CxlFabricSim.Simulation.Results;

/// <summary>One thing followed over time.</summary>
/// <param name="Name">Dotted, as metrics are named: <c>links.up0.down.utilisation</c>.</param>
/// <param name="Kind">And so the unit of its numbers.</param>
/// <param name="Values">One for each interval.</param>
public sealed record SampleSeries(string Name, MetricKind Kind, IReadOnlyList<decimal> Values);
