using System.Text.Json;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Tracing;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>What a node tells of its part of a run. Results have a place for every actor, and count for those that live on the node.</summary>
internal sealed record NodeReport
{
    private static readonly JsonSerializerOptions Json = new() { IgnoreReadOnlyProperties = true };

    public required RunResults Results { get; init; }

    public required IReadOnlyList<RankedFailure> Failures { get; init; }

    public required IReadOnlyList<ActorDigest> Digests { get; init; }

    /// <summary>Of sampled requests, where somebody asked for them.</summary>
    public IReadOnlyList<ComponentSpans> Spans { get; init; } = [];

    public required NodeLoad Load { get; init; }

    /// <summary>All nodes run the same program: the form needs no version.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    public static NodeReport Decode(byte[] bytes) => JsonSerializer.Deserialize<NodeReport>(bytes, Json)!;
}
