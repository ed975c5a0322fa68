namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>A metric over the seeds of a point.</summary>
public sealed record SweepCell(decimal Mean, decimal Min, decimal Max)
{
    internal static SweepCell? Of(IReadOnlyList<decimal> values) =>
        values.Count == 0 ? null : new SweepCell(values.Sum() / values.Count, values.Min(), values.Max());
}
