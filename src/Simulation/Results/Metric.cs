using System.Globalization;

namespace CxlFabricSim.Simulation.Results;

/// <summary>One number of a run's results, under the name by which expectations and the JSON form reach it.</summary>
public sealed record Metric(string Name, MetricKind Kind, decimal Value)
{
    public override string ToString() => Format(Value, Kind);

    internal static string Format(decimal value, MetricKind kind) => value.ToString("0.######", CultureInfo.InvariantCulture) + kind switch
    {
        MetricKind.Size => " B",
        MetricKind.Time => " ns",
        MetricKind.Bandwidth => " B/s",
        _ => "",
    };
}
