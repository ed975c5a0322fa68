namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>What a sweep is asked to do, as options say it.</summary>
public sealed record SweepRequest
{
    /// <summary>Scenario files, layered.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Each <c>key:path=value</c>, the same for all points.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The variables of the process.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Each <c>key:path=values</c>.</summary>
    public required IReadOnlyList<string> Vary { get; init; }

    /// <summary>A number of seeds from the scenario's on, or a list or range of seeds; null for the scenario's alone.</summary>
    public string? Repeat { get; init; }

    /// <summary>Names of metrics, with * for any letters; empty for those that a sweep shows by itself.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>The program's version, and the build: results of another one are not taken for this one's.</summary>
    public required string Version { get; init; }
}
