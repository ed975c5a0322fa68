using System.Globalization;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Sweeps;
using Spectre.Console;

namespace CxlFabricSim.Cli.Printing;

/// <summary>Prints a sweep's table, and what there is to say beside it.</summary>
internal static class SweepPrinter
{
    // As many as fit 120 columns with a few varied values; the files have all.
    private const int MostMetrics = 6;

    // Means stand with smallest and largest.
    private const int MostRepeatedMetrics = 3;

    // Columns of numbers are about this wide.
    private const int HeadWidth = 11;

    public static void Print(SweepTable table, TextWriter human, Surroundings surroundings)
    {
        var plan = table.Plan;
        var shown = Math.Min(plan.Metrics.Count, plan.Seeds > 1 ? MostRepeatedMetrics : MostMetrics);
        if (table.Rows.Count > 0) Tables.Console(human, surroundings).Write(Render(table, shown));
        if (shown < plan.Metrics.Count)
            human.WriteLine($"{plan.Metrics.Count - shown} more metrics stand in the files of --csv and --json; --metric chooses");
        foreach (var row in table.Rows.Where(row => row.Error.Length > 0))
        {
            var where = string.Join(" ", plan.Axes.Zip(row.Values, (axis, value) => $"{axis.Path}={value}"));
            human.WriteLine($"FAILED {(where.Length == 0 ? plan.Name : where)}: {row.Error}");
        }

        var seeds = plan.Seeds > 1 ? string.Create(CultureInfo.InvariantCulture, $" with {plan.Seeds} seeds each") : "";
        var missing = table.Missing > 0 ? string.Create(CultureInfo.InvariantCulture, $", {table.Missing} runs not made") : "";
        human.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Name}: {plan.Rows.Count} points{seeds}, {table.Failed} runs failed{missing}"));
    }

    private static Table Render(SweepTable table, int shown)
    {
        var plan = table.Plan;
        var paths = ShortNames.Of([.. plan.Axes.Select(axis => axis.Path)], ':').Select(path => ShortNames.Wrapped(path, ':', HeadWidth));
        var names = ShortNames.Of([.. plan.Metrics.Select(metric => metric.Name)], '.').Take(shown).Select(name => ShortNames.Wrapped(name, '.', HeadWidth));
        var rendered = new Table { Border = TableBorder.Simple };
        foreach (var name in paths.Concat(names)) rendered.AddColumn(new TableColumn(Tables.Text(name)) { Alignment = Justify.Right });
        foreach (var row in table.Rows)
        {
            var cells = row.Cells.Take(shown).Select((cell, metric) => TextOf(cell, plan.Metrics[metric].Kind, plan.Seeds > 1));
            rendered.AddRow([.. row.Values.Select(Tables.Text), .. cells]);
        }

        return rendered;
    }

    private static string TextOf(SweepCell? cell, MetricKind kind, bool isRepeated)
    {
        if (cell is null) return "-";
        var mean = TextOf(cell.Mean, kind);
        return isRepeated ? $"{mean} ({TextOf(cell.Min, kind)} to {TextOf(cell.Max, kind)})" : mean;
    }

    private static string TextOf(decimal value, MetricKind kind) => kind switch
    {
        MetricKind.Time => Tables.Time(new SimTime((long)(value * SimTime.PicosecondsPerNanosecond))),
        MetricKind.Bandwidth => Tables.Rate((double)value),
        MetricKind.Share => Tables.Percent((double)value),
        _ => value.ToString("#,0.##", CultureInfo.InvariantCulture),
    };
}
