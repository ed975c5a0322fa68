using CxlFabricSim.Components.Tracing;

namespace CxlFabricSim.Simulation.Tracing;

/// <summary>What one host, switch or device saw of sampled requests.</summary>
/// <param name="Component">Its name.</param>
/// <param name="IsHost">Whether it made requests itself.</param>
/// <param name="Spans">In order of time of their ends.</param>
internal sealed record ComponentSpans(string Component, bool IsHost, IReadOnlyList<TraceSpan> Spans);
