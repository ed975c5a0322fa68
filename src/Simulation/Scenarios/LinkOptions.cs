using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A kind of link: how fast each direction is, how long it takes, how much the receiver can buffer.</summary>
public sealed record LinkTypeOptions
{
    /// <summary>Raw bandwidth of one direction.</summary>
    public Bandwidth Bandwidth { get; init; } = new(32_000_000_000);

    /// <summary>Propagation, PHY and link layer of one direction.</summary>
    public SimTime Latency { get; init; } = SimTime.FromNanoseconds(20);

    public CreditOptions Credits { get; init; } = new();
}

/// <summary>Messages of each class that the receiving end can hold, in either direction.</summary>
public sealed record CreditOptions
{
    public int Request { get; init; } = 64;
    public int RequestWithData { get; init; } = 64;
    public int NoDataResponse { get; init; } = 64;
    public int DataResponse { get; init; } = 64;
    public int Io { get; init; } = 4;
}

/// <summary>One link: two directions between two ports.</summary>
public sealed record LinkOptions
{
    /// <summary>A key of <see cref="Scenario.LinkTypes"/>.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>The end nearer the host: "host0.rp0" (host and root port).</summary>
    [Required]
    public string From { get; init; } = "";

    /// <summary>The end nearer the device: "sw0.us0" (switch and port) or "dcd0" (device).</summary>
    [Required]
    public string To { get; init; } = "";
}
