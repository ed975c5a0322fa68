namespace CxlFabricSim.Hosts.Workloads;

/// <summary>A key-value store as YCSB (Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", 2010) loads it.</summary>
public sealed record KeyValueSettings
{
    /// <summary>The share of each kind of operation, in the order of <see cref="OperationKind"/>; they add up to 1.</summary>
    public required IReadOnlyList<double> Shares { get; init; }

    public KeyDistribution Distribution { get; init; }

    /// <summary>Skew of the two skewed distributions: YCSB's constant.</summary>
    public double Skew { get; init; } = 0.99;

    /// <summary>Records there are at first; zero for as many as fit, or half of that where the mix inserts.</summary>
    public ulong Records { get; init; }
}
