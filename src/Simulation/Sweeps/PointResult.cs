namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>What came out of one run of a sweep: the same whenever, wherever and beside whatever else it ran.</summary>
public sealed record PointResult
{
    /// <summary>The point's.</summary>
    public required string Key { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Why there are no numbers; null when the run came to its end.</summary>
    public string? Error { get; init; }

    /// <summary>What did not hold, a line each.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>Empty where there is an error.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Names and numbers, in the order of the run's results.</summary>
    public IReadOnlyList<KeyValuePair<string, decimal>> Metrics { get; init; } = [];

    public bool IsGood => Error is null && Failures.Count == 0;
}
