using CxlFabricSim.Components.Tracing;

namespace CxlFabricSim.Simulation.Tracing;

/// <summary>A sampled request: what each component saw of it, in the order of time.</summary>
/// <param name="Host">Who made it.</param>
/// <param name="Whole">From issue to completion.</param>
/// <param name="Steps">What it did meanwhile, with the component's name.</param>
public sealed record TracedRequest(string Host, TraceSpan Whole, IReadOnlyList<(string Component, TraceSpan Span)> Steps);
