using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Caching;

/// <summary>A host's last-level cache.</summary>
/// <param name="Bytes">What it holds, a multiple of a line in every way.</param>
/// <param name="Ways">Lines of one set.</param>
/// <param name="Latency">From issue to completion of an access that hits.</param>
/// <param name="PrefetchLines">How many lines behind a missed one are fetched with it.</param>
public sealed record CacheSettings(ulong Bytes, int Ways, SimTime Latency, int PrefetchLines);
