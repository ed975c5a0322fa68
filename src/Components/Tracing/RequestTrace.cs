using System.Runtime.CompilerServices;

namespace CxlFabricSim.Components.Tracing;

/// <summary>
/// What one component saw of sampled requests. A request is sampled by its tag, which all components see alike, so that nothing has to travel
/// with it: those in every so manieth slot of their host.
/// </summary>
/// <param name="every">One slot in so many.</param>
public sealed class RequestTrace(int every)
{
    /// <summary>A component remembers so much and no more.</summary>
    public const int MostSpans = 10_000;

    private readonly List<TraceSpan> _spans = [];

    public IReadOnlyList<TraceSpan> Spans => _spans;

    /// <summary>True when spans were left out.</summary>
    public bool IsFull => _spans.Count == MostSpans;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Takes(ushort tag) => tag % (uint)every == 0;

    /// <param name="source">The id of the host's root port.</param>
    /// <param name="tag">The request's slot.</param>
    /// <param name="stage">What the request did.</param>
    /// <param name="start">In picoseconds.</param>
    /// <param name="end">In picoseconds.</param>
    /// <param name="address">The HPA, where it is known.</param>
    public void Note(ushort source, ushort tag, TraceStage stage, long start, long end, ulong address = 0)
    {
        if (!IsFull) _spans.Add(new TraceSpan(source, tag, stage, start, end, address));
    }
}
