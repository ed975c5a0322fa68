using CxlFabricSim.Components.Tracing;
using CxlFabricSim.Simulation.Building;

namespace CxlFabricSim.Simulation.Tracing;

/// <summary>Puts together what the components of a fabric saw of each sampled request.</summary>
internal static class TraceCollector
{
    /// <summary>Requests in order of host and completion; those that were under way when the run or a component's memory ended are left out.</summary>
    public static IReadOnlyList<TracedRequest> Collect(BuiltFabric fabric) => Collect(SpansOf(fabric));

    /// <summary>What each component saw: hosts, switches and devices, in the order of their names.</summary>
    public static IReadOnlyList<ComponentSpans> SpansOf(BuiltFabric fabric) =>
    [
        .. fabric.Hosts.Values.Select(host => new ComponentSpans(host.Name, true, [.. host.Trace!.Spans])),
        .. fabric.Switches.Values.Select(@switch => new ComponentSpans(@switch.Name, false, [.. @switch.Trace!.Spans])),
        .. fabric.Devices.Values.Select(device => new ComponentSpans(device.Name, false, [.. device.Trace!.Spans])),
    ];

    /// <summary>Of each component what the node says that it ran on: elsewhere it saw nothing.</summary>
    public static IReadOnlyList<TracedRequest> Merge(IReadOnlyList<IReadOnlyList<ComponentSpans>> nodes) =>
        Collect([.. Enumerable.Range(0, nodes[0].Count).Select(component => nodes.Select(node => node[component]).MaxBy(spans => spans.Spans.Count)!)]);

    private static IReadOnlyList<TracedRequest> Collect(IReadOnlyList<ComponentSpans> components)
    {
        var seen = components
            .SelectMany(part => part.Spans.Where(span => !IsWhole(span)).Select(span => (Name: part.Component, Span: span)))
            .GroupBy(step => (step.Span.Source, step.Span.Tag))
            .ToDictionary(steps => steps.Key, steps => steps.OrderBy(step => step.Span.Start).ThenBy(step => step.Span.End).ToList());
        return [.. components.Where(part => part.IsHost).SelectMany(host => host.Spans.Where(IsWhole).Select(whole => RequestOf(host.Component, whole, seen)))];
    }

    private static bool IsWhole(TraceSpan span) => span.Stage is TraceStage.Read or TraceStage.Write;

    // A slot has one request at a time: what happened while it was under way happened to it.
    private static TracedRequest RequestOf(string host, TraceSpan whole, Dictionary<(ushort Source, ushort Tag), List<(string Component, TraceSpan Span)>> seen)
    {
        var steps = seen.GetValueOrDefault((whole.Source, whole.Tag)) ?? [];
        var first = FirstFrom(steps, whole.Start);
        return new TracedRequest(host, whole, [.. steps.Skip(first).TakeWhile(step => step.Span.Start < whole.End)]);
    }

    private static int FirstFrom(List<(string Component, TraceSpan Span)> steps, long start)
    {
        var (low, high) = (0, steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (steps[middle].Span.Start < start) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
