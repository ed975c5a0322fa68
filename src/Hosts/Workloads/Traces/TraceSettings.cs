namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>A trace that a stream replays.</summary>
/// <param name="Open">Opens it, from its beginning.</param>
/// <param name="Host">Whose accesses to replay.</param>
/// <param name="IsTimed">No access before its time, counted from the stream's start; else each as soon as there is room.</param>
public sealed record TraceSettings(Func<TraceReader> Open, string Host, bool IsTimed);
