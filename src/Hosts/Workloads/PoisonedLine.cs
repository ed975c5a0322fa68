using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>A line that came back poisoned, as a host's log of memory errors tells it.</summary>
public sealed record PoisonedLine(SimTime Time, Hpa Address);
