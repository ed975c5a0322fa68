namespace CxlFabricSim.Components.Tracing;

/// <summary>A request's time in one stage of one component, in picoseconds.</summary>
/// <param name="Source">The id of the host's root port.</param>
/// <param name="Tag">The request's slot at its host; a slot has one request at a time.</param>
/// <param name="Stage">What it did.</param>
/// <param name="Start">From.</param>
/// <param name="End">To.</param>
/// <param name="Address">The HPA, where it is known.</param>
public readonly record struct TraceSpan(ushort Source, ushort Tag, TraceStage Stage, long Start, long End, ulong Address);
