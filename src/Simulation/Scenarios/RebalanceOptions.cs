using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>
/// The manager moves dynamic capacity between the hosts that have a demand: it takes what they have beyond their fair share and gives it
/// to those that want more. It begins when all steps are made; the region of the devices is all its own.
/// </summary>
public sealed record RebalanceOptions
{
    /// <summary>From one look at what the hosts want to the next.</summary>
    [Required]
    public SimTime Every { get; init; }

    /// <summary>No look after this time; without it, until the run's duration.</summary>
    public SimTime? Until { get; init; }

    /// <summary>A unit is the same place on each of them: several for an interleaved region.</summary>
    [Required]
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>Dynamic capacity region 0 to 7.</summary>
    public int Region { get; init; }

    /// <summary>What moves at once, on each device: a multiple of 2 MiB of which the region is a multiple.</summary>
    public ByteSize Unit { get; init; } = new(16 * Sizes.MiB);

    /// <summary>A host that has not answered by then has failed, and what it was asked about is left alone.</summary>
    public SimTime Timeout { get; init; } = SimTime.FromMicroseconds(10_000);
}

/// <summary>What a host wants from a time on, as it reports to the fabric manager.</summary>
public sealed record DemandOptions
{
    public SimTime At { get; init; }

    /// <summary>Dynamic capacity in all, over all devices that the manager rebalances.</summary>
    [Required]
    public ByteSize Capacity { get; init; }
}
