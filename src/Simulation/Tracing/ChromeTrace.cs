using System.Globalization;
using System.Text.Json;
using CxlFabricSim.Components.Tracing;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Tracing;

/// <summary>
/// Sampled requests in the Chrome trace format, which Perfetto opens: a process for each component and one for the links, lanes so that
/// nothing overlaps, and arrows along each request.
/// </summary>
public static class ChromeTrace
{
    private const string Links = "links";

    public static void Write(IReadOnlyList<TracedRequest> requests, Stream stream)
    {
        var slices = requests.SelectMany((request, number) => SlicesOf(request, number)).OrderBy(slice => slice.Start).ThenBy(slice => slice.Request).ThenBy(slice => !slice.IsWhole).ToList();
        var processes = slices.Select(slice => slice.Process).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ns");
        json.WriteStartArray("traceEvents");
        foreach (var (name, index) in processes.Select((name, index) => (name, index))) WriteName(json, "process_name", name, index + 1);
        var lanes = processes.ToDictionary(process => process, _ => new List<long>(), StringComparer.Ordinal);
        var flows = slices.Where(slice => !slice.IsWhole).GroupBy(slice => slice.Request).ToDictionary(flow => flow.Key, flow => (First: flow.First(), Last: flow.Last()));
        var lanesOfRequests = new Dictionary<(string Process, int Request), int>();
        foreach (var slice in slices)
        {
            // Stages at the host lie in the whole of their request.
            if (!lanesOfRequests.TryGetValue((slice.Process, slice.Request), out var lane)) lane = LaneOf(lanes[slice.Process], slice);
            if (slice.IsWhole) lanesOfRequests.Add((slice.Process, slice.Request), lane);

            // A thread with its process's number would be its main thread, and stand before the other lanes.
            var (process, thread) = (processes.IndexOf(slice.Process) + 1, processes.Count + 1 + lane);
            WriteSlice(json, slice, process, thread);
            if (!slice.IsWhole) WriteFlow(json, slice, process, thread, flows[slice.Request]);
        }

        foreach (var (name, index) in processes.Select((name, index) => (name, index)))
        {
            for (var lane = 0; lane < lanes[name].Count; lane++) WriteName(json, "thread_name", $"lane {lane}", index + 1, processes.Count + 1 + lane);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<Slice> SlicesOf(TracedRequest request, int number)
    {
        var kind = request.Whole.Stage == TraceStage.Read ? "read" : "write";
        yield return new Slice(request.Host, $"{kind} {new Hpa(request.Whole.Address)}", request.Whole.Start, request.Whole.End, number, IsWhole: true);
        var (at, from) = (request.Whole.Start, request.Host);
        foreach (var (component, span) in request.Steps)
        {
            if (span.Start > at) yield return new Slice(Links, $"{from} to {component}", at, span.Start, number);
            yield return new Slice(component, NameOf(span.Stage), span.Start, span.End, number);
            (at, from) = (Math.Max(at, span.End), component);
        }

        if (request.Whole.End > at) yield return new Slice(Links, $"{from} to {request.Host}", at, request.Whole.End, number);
    }

    private static string NameOf(TraceStage stage) => stage switch
    {
        TraceStage.HostWait => "wait for root complex",
        TraceStage.Host => "core and root complex",
        TraceStage.RequestWait => "request waits for output",
        TraceStage.RequestSwitch => "request passes",
        TraceStage.DeviceWait => "wait",
        TraceStage.Device => "controller and medium",
        TraceStage.CompletionWait => "completion waits for output",
        _ => "completion passes",
    };

    // The first lane that is free.
    private static int LaneOf(List<long> freeFrom, Slice slice)
    {
        var lane = freeFrom.FindIndex(free => free <= slice.Start);
        if (lane < 0)
        {
            lane = freeFrom.Count;
            freeFrom.Add(0);
        }

        freeFrom[lane] = slice.End;
        return lane;
    }

    private static void WriteName(Utf8JsonWriter json, string what, string name, int process, int? thread = null)
    {
        json.WriteStartObject();
        json.WriteString("ph", "M");
        json.WriteString("name", what);
        json.WriteNumber("pid", process);
        if (thread is { } number) json.WriteNumber("tid", number);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSlice(Utf8JsonWriter json, Slice slice, int process, int thread)
    {
        json.WriteStartObject();
        json.WriteString("ph", "X");
        json.WriteString("name", slice.Name);
        WritePlace(json, slice.Start, process, thread);
        WriteMicroseconds(json, "dur", NanosecondsOf(slice.End) - NanosecondsOf(slice.Start));
        json.WriteStartObject("args");
        json.WriteNumber("request", slice.Request);
        json.WriteNumber("picoseconds", slice.End - slice.Start);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A point of the arrows along a request: where they start, pass, or end in the slice that begins there.</summary>
    private static void WriteFlow(Utf8JsonWriter json, Slice slice, int process, int thread, (Slice First, Slice Last) flow)
    {
        json.WriteStartObject();
        json.WriteString("ph", slice == flow.First ? "s" : slice == flow.Last ? "f" : "t");
        json.WriteString("name", "request");
        json.WriteString("cat", "request");
        if (slice == flow.Last && slice != flow.First) json.WriteString("bp", "e");
        json.WriteNumber("id", slice.Request);
        WritePlace(json, slice.Start, process, thread);
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, long time, int process, int thread)
    {
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", thread);
        WriteMicroseconds(json, "ts", NanosecondsOf(time));
    }

    // Perfetto counts whole nanoseconds, and rounds beginning and length each for itself: then slices that meet, or end together, would overlap.
    private static long NanosecondsOf(long picoseconds) => (picoseconds + SimTime.PicosecondsPerNanosecond / 2) / SimTime.PicosecondsPerNanosecond;

    // The unit of the format.
    private static void WriteMicroseconds(Utf8JsonWriter json, string key, long nanoseconds)
    {
        json.WritePropertyName(key);
        json.WriteRawValue((nanoseconds / 1000m).ToString("0.###", CultureInfo.InvariantCulture));
    }

    private sealed record Slice(string Process, string Name, long Start, long End, int Request, bool IsWhole = false);
}
