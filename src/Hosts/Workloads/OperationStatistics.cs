using CxlFabricSim.Actors.Statistics;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>What came of one kind of operation of a stream.</summary>
public sealed class OperationStatistics(OperationKind kind)
{
    public OperationKind Kind { get; } = kind;

    /// <summary>From issue to the last line of all that the operation does.</summary>
    public LatencyHistogram Latency { get; } = new();
}
