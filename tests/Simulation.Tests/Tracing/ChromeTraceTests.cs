using System.Text.Json;
using CxlFabricSim.Simulation.Tracing;

namespace CxlFabricSim.Simulation.Tests.Tracing;

/// <summary>What is written is what the Chrome trace event format asks for, so that Perfetto opens it and draws the arrows.</summary>
public sealed class ChromeTraceTests
{
    [Fact]
    public void Each_event_has_the_fields_of_its_phase()
    {
        var events = EventsOf(Trace(count: 200));

        Assert.All(events, entry => Assert.True(PhaseOf(entry) is "M" or "X" or "s" or "t" or "f", entry.ToString()));
        Assert.All(events, entry => Assert.True(entry.GetProperty("pid").GetInt32() > 0 && entry.GetProperty("name").GetString()!.Length > 0, entry.ToString()));
        Assert.All(events.Where(entry => PhaseOf(entry) != "M"), entry => Assert.True(entry.GetProperty("tid").GetInt32() >= 0 && entry.GetProperty("ts").GetDecimal() >= 0, entry.ToString()));
        Assert.All(events.Where(entry => PhaseOf(entry) == "X"), entry => Assert.True(entry.GetProperty("dur").GetDecimal() >= 0 && entry.GetProperty("args").GetProperty("picoseconds").GetInt64() > 0, entry.ToString()));
        var named = events.Where(entry => entry.GetProperty("name").GetString() == "process_name").ToDictionary(entry => entry.GetProperty("pid").GetInt32(), entry => entry.GetProperty("args").GetProperty("name").GetString());
        Assert.Equal(["dcd0", "host0", "host1", "links", "sw0"], named.Values.Order(StringComparer.Ordinal));
        Assert.All(events, entry => Assert.True(named.ContainsKey(entry.GetProperty("pid").GetInt32()), entry.ToString()));
    }

    [Fact]
    public void Every_lane_has_a_name_and_none_has_the_number_of_a_process()
    {
        var events = EventsOf(Trace(count: 200));
        var lanes = events.Where(entry => PhaseOf(entry) != "M").Select(LaneOf).ToHashSet();
        var named = events.Where(entry => entry.GetProperty("name").GetString() == "thread_name").Select(LaneOf).ToList();

        Assert.Equal(lanes.Order(), named.Order());
        Assert.DoesNotContain(lanes, lane => lanes.Any(other => other.Process == lane.Thread));
    }

    [Fact]
    public void Slices_of_a_lane_do_not_overlap_unless_one_lies_in_the_other()
    {
        var lanes = EventsOf(Trace(count: 200)).Where(entry => PhaseOf(entry) == "X")
            .GroupBy(entry => (entry.GetProperty("pid").GetInt32(), entry.GetProperty("tid").GetInt32()));

        foreach (var lane in lanes)
        {
            var open = new Stack<decimal>();
            foreach (var slice in lane.OrderBy(StartOf).ThenByDescending(EndOf))
            {
                while (open.TryPeek(out var end) && end <= StartOf(slice)) open.Pop();
                Assert.True(open.Count == 0 || EndOf(slice) <= open.Peek(), $"{lane.Key}: {slice}");
                open.Push(EndOf(slice));
            }
        }
    }

    [Fact]
    public void Times_are_whole_nanoseconds_which_is_what_Perfetto_keeps()
    {
        var slices = EventsOf(Trace(count: 200)).Where(entry => PhaseOf(entry) == "X").ToList();

        Assert.All(slices, slice => Assert.True(StartOf(slice) * 1000 % 1 == 0 && EndOf(slice) * 1000 % 1 == 0, slice.ToString()));
        Assert.Contains(slices, slice => slice.GetProperty("args").GetProperty("picoseconds").GetInt64() % 1000 != 0);
        Assert.All(slices, slice => Assert.InRange(slice.GetProperty("dur").GetDecimal() * 1_000_000 - slice.GetProperty("args").GetProperty("picoseconds").GetInt64(), -1000, 1000));
    }

    [Fact]
    public void The_arrows_of_a_request_start_once_and_end_once_each_at_the_beginning_of_a_slice()
    {
        var events = EventsOf(Trace(count: 200));
        var begins = events.Where(entry => PhaseOf(entry) == "X")
            .Select(entry => (entry.GetProperty("pid").GetInt32(), entry.GetProperty("tid").GetInt32(), StartOf(entry))).ToHashSet();
        var flows = events.Where(entry => PhaseOf(entry) is "s" or "t" or "f").GroupBy(entry => entry.GetProperty("id").GetInt32()).ToList();

        Assert.NotEmpty(flows);
        foreach (var flow in flows)
        {
            var ordered = flow.OrderBy(StartOf).ToList();
            Assert.Equal(("s", "f"), (PhaseOf(ordered[0]), PhaseOf(ordered[^1])));
            Assert.All(ordered[1..^1], entry => Assert.Equal("t", PhaseOf(entry)));
            Assert.Equal("e", ordered[^1].GetProperty("bp").GetString());
            Assert.All(flow, entry => Assert.Contains((entry.GetProperty("pid").GetInt32(), entry.GetProperty("tid").GetInt32(), StartOf(entry)), begins));
            Assert.All(flow, entry => Assert.Equal(("request", "request"), (entry.GetProperty("cat").GetString(), entry.GetProperty("name").GetString())));
        }
    }

    private static (int Process, int Thread) LaneOf(JsonElement entry) => (entry.GetProperty("pid").GetInt32(), entry.GetProperty("tid").GetInt32());

    private static string PhaseOf(JsonElement entry) => entry.GetProperty("ph").GetString()!;

    private static decimal StartOf(JsonElement entry) => entry.GetProperty("ts").GetDecimal();

    private static decimal EndOf(JsonElement entry) => StartOf(entry) + entry.GetProperty("dur").GetDecimal();

    private static List<JsonElement> EventsOf(byte[] trace)
    {
        using var json = JsonDocument.Parse(trace);
        Assert.Equal("ns", json.RootElement.GetProperty("displayTimeUnit").GetString());
        return [.. json.RootElement.GetProperty("traceEvents").EnumerateArray().Select(entry => entry.Clone())];
    }

    private static byte[] Trace(int count)
    {
        string HostOf(int host) =>
            $"host{host}: {{bridges: {{b: [p]}}, windows: {{w: {{targets: [b], size: 256MiB}}}}, regions: {{r: {{window: w, devices: [dcd0]}}}}, "
            + $"streams: {{s: {{region: r, reads: 60%, outstanding: 20, count: {count}, length: 1MiB}}}}}}";
        var text = string.Join(
            '\n',
            "preset: asic-fast",
            "links: {u0: {type: trunk, from: host0.p, to: sw0.u0}, u1: {type: trunk, from: host1.p, to: sw0.u1}, d: {type: cxl, from: sw0.d, to: dcd0}}",
            "switches: {sw0: {ports: [u0, u1, d], vcs: {v0: {upstream: u0, vppbs: [{port: d, ld: 0}]}, v1: {upstream: u1, vppbs: [{port: d, ld: 1}]}}}}",
            "devices: {dcd0: {logicalDevices: 2, volatile: 512MiB}}",
            $"hosts: {{{HostOf(0)}, {HostOf(1)}}}");
        var results = Simulator.Run(ScenarioText.LoadRight(text), new RunOptions(TraceEvery: 4));
        Assert.Empty(results.Failures);
        using var stream = new MemoryStream();
        ChromeTrace.Write(results.Trace, stream);
        return stream.ToArray();
    }
}
