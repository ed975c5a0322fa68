namespace CxlFabricSim.Simulation.Results;

/// <summary>What a metric counts, and so in which unit its number is.</summary>
public enum MetricKind
{
    /// <summary>Things; no unit.</summary>
    Count,

    /// <summary>Bytes.</summary>
    Size,

    /// <summary>Nanoseconds.</summary>
    Time,

    /// <summary>Bytes per second.</summary>
    Bandwidth,

    /// <summary>Between 0 and 1.</summary>
    Share,
}
