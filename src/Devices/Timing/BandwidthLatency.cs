using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Timing;

/// <summary>A point of a measured curve: the latency at a bandwidth.</summary>
public readonly record struct BandwidthLatency(ulong BytesPerSecond, SimTime Latency);
