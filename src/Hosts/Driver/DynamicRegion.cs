namespace CxlFabricSim.Hosts.Driver;

/// <summary>
/// A region over dynamic capacity as the host has programmed its decoders. With N parts, bytes [o, o + l) of every part's DC
/// region make up bytes [o N, (o + l) N) of the region.
/// </summary>
/// <param name="Index">The host's number for the region.</param>
/// <param name="Parts">One DC region on each device, in interleave order.</param>
/// <param name="PartLength">Bytes of one part.</param>
public sealed record DynamicRegion(int Index, IReadOnlyList<DynamicRegionPart> Parts, ulong PartLength);
