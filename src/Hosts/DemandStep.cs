using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts;

/// <summary>From a time on, a host wants so much dynamic capacity in all.</summary>
public readonly record struct DemandStep(SimTime At, ulong Bytes);
