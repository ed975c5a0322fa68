namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>One run of a sweep, described by plain data alone: whoever has the files can make it, in this process or another.</summary>
public sealed record SweepPoint
{
    /// <summary>The row of the sweep's table; runs with other seeds share it.</summary>
    public required int Row { get; init; }

    public required ulong Seed { get; init; }

    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Each <c>key:path=value</c>: those of all points, then the varied values. The seed is set behind them.</summary>
    public required IReadOnlyList<string> Overrides { get; init; }

    /// <summary>The variables that speak to scenarios.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Names the run's result: a hash of the scenario's text after overrides, what the files hold that it reads, the seed and the program's version.</summary>
    public required string Key { get; init; }
}
