namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>The one table of a sweep: a row for each point, with its varied values and what its runs measured.</summary>
public sealed class SweepTable
{
    private SweepTable(SweepPlan plan, IReadOnlyList<SweepRow> rows)
    {
        Plan = plan;
        Rows = rows;
    }

    public SweepPlan Plan { get; }

    /// <summary>Rows of which at least one run is done.</summary>
    public IReadOnlyList<SweepRow> Rows { get; }

    /// <summary>Runs that are not done.</summary>
    public int Missing => Plan.Points.Count - Rows.Sum(row => row.Runs.Count);

    /// <summary>Runs that failed.</summary>
    public int Failed => Rows.Sum(row => row.Runs.Count(run => !run.IsGood));

    /// <param name="plan">What was run.</param>
    /// <param name="results">For each of its points; null where a run is not done.</param>
    public static SweepTable Of(SweepPlan plan, IReadOnlyList<PointResult?> results)
    {
        var runsOf = plan.Points.Zip(results).Where(pair => pair.Second is not null).ToLookup(pair => pair.First.Row, pair => pair.Second!);
        var rows = Enumerable.Range(0, plan.Rows.Count).Where(runsOf.Contains).Select(row => RowOf(plan, plan.Rows[row], [.. runsOf[row]]));
        return new SweepTable(plan, [.. rows]);
    }

    private static SweepRow RowOf(SweepPlan plan, IReadOnlyList<string> values, IReadOnlyList<PointResult> runs)
    {
        var byName = runs.SelectMany(run => run.Metrics).ToLookup(metric => metric.Key, metric => metric.Value, StringComparer.Ordinal);
        var cells = plan.Metrics.Select(metric => SweepCell.Of([.. byName[metric.Name]]));
        return new SweepRow(values, [.. cells], runs);
    }
}
