using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>A line that was read and did not hold what this host had written, or zero where it never wrote.</summary>
public sealed record LineMismatch(SimTime Time, string Place, string Expected, string Found);
