namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>All that a sweep will run, and what of the results it shows.</summary>
public sealed record SweepPlan
{
    /// <summary>The scenario's name, before anything is varied.</summary>
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required IReadOnlyList<SweepAxis> Axes { get; init; }

    /// <summary>For each row its value of each axis; the last axis turns fastest.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Rows { get; init; }

    /// <summary>Row by row, and in a row seed by seed.</summary>
    public required IReadOnlyList<SweepPoint> Points { get; init; }

    /// <summary>Runs of each row.</summary>
    public required int Seeds { get; init; }

    /// <summary>The columns, in order; a row may lack some.</summary>
    public required IReadOnlyList<SweepMetric> Metrics { get; init; }
}
