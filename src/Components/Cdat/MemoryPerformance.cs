using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Cdat;

/// <summary>What a memory range promises: latency without load, and bytes a second.</summary>
public readonly record struct MemoryPerformance(SimTime ReadLatency, SimTime WriteLatency, ulong ReadBandwidth, ulong WriteBandwidth);
