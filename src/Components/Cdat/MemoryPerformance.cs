using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Cdat;

/// <summary>What a memory range promises: latency without load, and bandwidth in units of 1000 MB/s.</summary>
public readonly record struct MemoryPerformance(SimTime ReadLatency, SimTime WriteLatency, int ReadBandwidth, int WriteBandwidth);
