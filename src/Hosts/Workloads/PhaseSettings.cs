using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>One phase of a stream: it begins when the accesses of the one before are all answered.</summary>
/// <param name="Name">What results call it.</param>
/// <param name="Settings">What the stream does meanwhile; name, region, start, stop and verification are the stream's own.</param>
/// <param name="Duration">No new access so long after the phase could begin.</param>
public sealed record PhaseSettings(string Name, StreamSettings Settings, SimTime Duration);
