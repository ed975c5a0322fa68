using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A phase of a stream: what it does differently for so many accesses or so long.</summary>
public sealed record PhaseOptions
{
    /// <summary>What results call it: streams.s0.phases.NAME.</summary>
    [Required]
    public string Name { get; init; } = "";

    public AccessPattern? Pattern { get; init; }

    public YcsbWorkload? Workload { get; init; }

    public YcsbDistribution? Distribution { get; init; }

    public Share? Reads { get; init; }

    public TrafficMix? Mix { get; init; }

    public ByteSize? Size { get; init; }

    public ByteSize? Stride { get; init; }

    public double? Skew { get; init; }

    public int? Outstanding { get; init; }

    public SimTime? Delay { get; init; }

    public RequestRate? Rate { get; init; }

    public Arrivals? Arrivals { get; init; }

    public BurstOptions? Burst { get; init; }

    public bool? Posted { get; init; }

    /// <summary>Accesses to make in the phase.</summary>
    public long? Count { get; init; }

    /// <summary>No new access so long after the phase could begin.</summary>
    public SimTime? Duration { get; init; }

    public ByteSize? Offset { get; init; }

    public ByteSize? Length { get; init; }
}
