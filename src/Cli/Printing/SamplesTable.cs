using System.Globalization;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;
using Spectre.Console;

namespace CxlFabricSim.Cli.Printing;

/// <summary>What a run looked like over time, a line for each thing that was followed.</summary>
internal static class SamplesTable
{
    private const int Width = 40;

    public static Table Of(RunSamples samples)
    {
        var table = Tables.Create("what", "#mean", "#max", "over time");
        // A link's bytes are drawn by its utilisation already.
        foreach (var series in samples.Series.Where(series => series.Kind != MetricKind.Size && series.Values.Count > 0))
        {
            var most = series.Values.Max();
            var top = series.Kind == MetricKind.Share ? 1 : most;
            table.AddRow(
                Tables.Text(series.Name), TextOf(MeanOf(series, samples.Times), series.Kind), TextOf(most, series.Kind),
                Tables.Text(Sparkline.Of(series.Values, top, Width)));
        }

        return table;
    }

    // The last interval may be shorter; a count says how many came in an interval, and weighs as one.
    private static decimal MeanOf(SampleSeries series, IReadOnlyList<SimTime> times)
    {
        if (series.Kind == MetricKind.Count) return series.Values.Average();
        var sum = series.Values.Select((value, sample) => value * (times[sample] - (sample == 0 ? SimTime.Zero : times[sample - 1])).Picoseconds).Sum();
        return sum / times[^1].Picoseconds;
    }

    private static string TextOf(decimal value, MetricKind kind) => kind switch
    {
        MetricKind.Share => Tables.Percent((double)value),
        MetricKind.Bandwidth => Tables.Rate((double)value),
        _ => value.ToString("#,0.#", CultureInfo.InvariantCulture),
    };
}
