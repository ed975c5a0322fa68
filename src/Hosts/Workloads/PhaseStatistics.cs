using CxlFabricSim.Actors.Statistics;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>What came of one phase of a stream.</summary>
public sealed class PhaseStatistics(string name)
{
    public string Name { get; } = name;

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Accesses completed.</summary>
    public long Reads { get; internal set; }

    /// <summary>Accesses completed.</summary>
    public long Writes { get; internal set; }

    /// <summary>Bytes of lines that completed well.</summary>
    public long Bytes { get; internal set; }

    /// <summary>Lines that completed with another status than success.</summary>
    public long Errors { get; internal set; }

    public SimTime FirstIssue { get; internal set; } = SimTime.Never;

    public SimTime LastCompletion { get; internal set; }
}
