namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>One point of a sweep over all its seeds.</summary>
/// <param name="Values">One for each axis.</param>
/// <param name="Cells">One for each metric; null where no run has it.</param>
/// <param name="Runs">One for each seed that is done.</param>
public sealed record SweepRow(IReadOnlyList<string> Values, IReadOnlyList<SweepCell?> Cells, IReadOnlyList<PointResult> Runs)
{
    /// <summary>What went wrong, the seeds named where there are several; empty when all went well.</summary>
    public string Error => string.Join("; ", Runs.Where(run => !run.IsGood).Select(run =>
        (Runs.Count > 1 ? FormattableString.Invariant($"seed {run.Seed}: ") : "") + (run.Error ?? string.Join("; ", run.Failures))));
}
