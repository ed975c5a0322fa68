using System.Globalization;
using System.Text;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>A sweep's table as CSV (RFC 4180). Numbers are plain: times in nanoseconds, rates in bytes per second, shares between 0 and 1.</summary>
public static class SweepCsv
{
    public static void Write(SweepTable table, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        var isRepeated = table.Plan.Seeds > 1;
        var metrics = table.Plan.Metrics.SelectMany<SweepMetric, string>(metric => isRepeated ? [$"{metric.Name}.mean", $"{metric.Name}.min", $"{metric.Name}.max"] : [metric.Name]);
        Csv.WriteRow(writer, [.. table.Plan.Axes.Select(axis => axis.Path), .. metrics, "runs", "error"]);
        foreach (var row in table.Rows)
        {
            var numbers = row.Cells.SelectMany<SweepCell?, decimal?>(cell => isRepeated ? [cell?.Mean, cell?.Min, cell?.Max] : [cell?.Mean]);
            Csv.WriteRow(writer, [.. row.Values, .. numbers.Select(Csv.Number), row.Runs.Count.ToString(CultureInfo.InvariantCulture), row.Error]);
        }
    }
}
