using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Tests.Building;

namespace CxlFabricSim.Simulation.Tests.Timing;

/// <summary>Latency, bandwidth and what is in flight, under rising load.</summary>
public sealed class LoadTests : IDisposable
{
    private static readonly string[] Streams = ["s0", "s1"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _curve;

    public LoadTests() => _curve = _folder.Write("curve.csv", "# GB/s,ns\n1,90\n8,120\n14,400\n");

    public static TheoryData<string> Media => new("bandwidth: 12GB/s", "dram: ddr4-3200", "dram: {type: ddr5-4800, pages: closed}, queueDepth: 16", "bandwidth: 60GB/s, readBandwidth: 9GB/s, writeLatency: 20ns", "curve");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "100%")]
    [InlineData(12, "67%")]
    [InlineData(60, "100%")]
    [InlineData(200, "50%")]
    public void Lines_in_flight_at_a_host_are_throughput_times_latency(int outstanding, string reads)
    {
        var results = Run(Pair("dram: ddr5-4800", outstanding, reads, count: 6000), "hosts:h:outstandingLines=300", "sampling:interval=20ns", "hosts:h:readBandwidth=9GB/s");

        var stream = results.Hosts[0].Streams[0];
        var inFlight = MeanOf(results, "hosts.h.streams.s.linesInFlight", stream);
        var expected = stream.Latency.Count / stream.Active.Seconds * stream.Latency.Mean.Seconds;
        Assert.InRange(inFlight / expected, 0.98, 1.02);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(40)]
    [InlineData(150)]
    public void Reads_in_a_device_are_throughput_times_the_time_that_it_says_they_took(int outstanding)
    {
        var results = Run(Pair("dram: ddr5-4800", outstanding, "100%", count: 6000), "sampling:interval=20ns", "hosts:h:outstandingLines=300");

        // An answer takes the link when it is ready: what has come and has not left is in the device.
        var stream = results.Hosts[0].Streams[0];
        var arrived = Series(results, "devices.m.reads");
        var left = Series(results, "links.l.up.bytes");
        var (reads, bytes, sum) = (0m, 0m, 0m);
        for (var sample = 0; sample < arrived.Count; sample++)
        {
            reads += arrived[sample];
            bytes += left[sample];
            sum += reads - bytes / 85;
        }

        var seconds = stream.Breakdown!.DeviceWait.Mean.Seconds + stream.Breakdown.Medium.Mean.Seconds;
        Assert.InRange((double)sum / arrived.Count, 0.96 * Rate(results) * seconds - 0.05, 1.04 * Rate(results) * seconds + 0.05);
    }

    [Theory]
    [MemberData(nameof(Media))]
    public void With_more_in_flight_neither_latency_nor_throughput_falls(string medium)
    {
        foreach (var reads in new[] { "100%", "50%", "0%" })
        {
            var (latency, throughput) = (0.0, 0.0);
            for (var outstanding = 1; outstanding <= 256; outstanding *= 2)
            {
                var stream = Run(Pair(medium, outstanding, reads, count: 4000), "hosts:h:outstandingLines=300").Hosts[0].Streams[0];

                // Of random addresses two runs differ by a percent or so.
                Assert.True(stream.Latency.Mean.Seconds >= 0.985 * latency, $"{medium}, {reads} reads: {stream.Latency.Mean} with {outstanding} in flight, {latency * 1e9} ns with half as many");
                Assert.True(stream.BytesPerSecond >= 0.985 * throughput, $"{medium}, {reads} reads: {stream.BytesPerSecond / 1e9} GB/s with {outstanding} in flight, {throughput / 1e9} with half as many");
                latency = Math.Max(latency, stream.Latency.Mean.Seconds);
                throughput = Math.Max(throughput, stream.BytesPerSecond);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void On_a_fabric_of_any_shape_latency_does_not_fall_when_all_hosts_ask_for_more(int seed)
    {
        var latency = 0.0;
        for (var outstanding = 1; outstanding <= 64; outstanding *= 4)
        {
            var text = RandomTiming.Text(seed, _curve, credits: 64, count: 1000);
            string[] options = [.. Streams.SelectMany(name => new[] { $"topology:host:streams:{name}:outstanding={outstanding}", $"topology:host:streams:{name}:pattern=uniform" }), "defaults:host:outstandingLines=300"];
            var streams = TestFabric.Run(ScenarioText.LoadRight(text, options)).Hosts.SelectMany(host => host.Streams).ToList();

            var mean = streams.Average(stream => stream.Latency.Mean.Seconds);
            Assert.True(mean >= 0.985 * latency, $"seed {seed}: {mean * 1e9} ns with {outstanding} in flight, {latency * 1e9} ns with fewer");
            latency = Math.Max(latency, mean);
        }
    }

    [Theory]
    [InlineData("roundRobin", "perOutput", "0%", 2)]
    [InlineData("roundRobin", "perOutput", "100%", 3)]
    [InlineData("roundRobin", "sharedFifo", "50%", 4)]
    [InlineData("age", "perOutput", "0%", 3)]
    [InlineData("age", "sharedFifo", "100%", 2)]
    [InlineData("weighted", "perOutput", "0%", 3)]
    public void Equal_flows_through_one_port_get_equal_shares(string arbitration, string queueing, string reads, int hosts)
    {
        var rates = Shares(hosts, reads, $"switches:sw:arbitration={arbitration}", $"switches:sw:queueing={queueing}");

        Assert.All(rates, rate => Assert.InRange(rate / rates.Average(), 0.99, 1.01));
    }

    [Fact]
    public void What_the_dram_of_a_device_did_is_in_its_results()
    {
        var scattered = Run(Pair("dram: ddr5-4800", 16, "100%", count: 4000)).Devices[0].Dram!;
        var sequential = Run(Pair("dram: ddr5-4800", 16, "100%", count: 4000), "hosts:h:streams:s:pattern=sequential").Devices[0].Dram!;

        Assert.Equal([4000, 4000], new[] { scattered.RowHits + scattered.RowMisses, sequential.RowHits + sequential.RowMisses });
        Assert.True(sequential.RowHits > 10 * sequential.RowMisses && scattered.RowMisses > scattered.RowHits, $"{scattered}, {sequential}");
        Assert.True(scattered.Refreshes > 0);
        Assert.Null(Run(Pair("bandwidth: 12GB/s", 16, "100%", count: 10)).Devices[0].Dram);
    }

    [Theory]
    [InlineData("0%", 3, 1)]
    [InlineData("0%", 2, 1)]
    [InlineData("0%", 5, 3)]
    [InlineData("100%", 3, 1)]
    [InlineData("100%", 5, 3)]
    [InlineData("50%", 3, 1)]
    public void Flows_of_weighted_ports_get_shares_by_weight(string reads, int first, int second)
    {
        // Requests to read take little of the link down: they compete there because a device that is behind lets no more come.
        var rates = Shares(
            2, reads, "switches:sw:arbitration=weighted", $"switches:sw:weights:u0={first}", $"switches:sw:weights:u1={second}",
            "devices:m:queueDepth=32", "devices:m:bandwidth=12GB/s");

        Assert.InRange(rates[0] / rates[1] * second / first, 0.99, 1.01);
    }

    private static double Rate(RunResults results) => results.Devices[0].Reads / results.SimulatedTime.Seconds;

    private static IReadOnlyList<decimal> Series(RunResults results, string name) => results.Samples!.Series.Single(series => series.Name == name).Values;

    private static double MeanOf(RunResults results, string name, StreamResults stream)
    {
        var samples = Series(results, name);
        return (double)samples.Sum() / samples.Count * (results.SimulatedTime.Seconds / stream.Active.Seconds);
    }

    /// <summary>Hosts on a switch with one device, all with as much in flight as they can.</summary>
    private static List<double> Shares(int hosts, string reads, params string[] options)
    {
        var each = Enumerable.Range(0, hosts).ToList();
        string List(Func<int, string> text) => string.Join(", ", each.Select(text));
        string HostOf(int host) =>
            $"h{host}: {{outstandingLines: 400, bridges: {{b: [p]}}, windows: {{w: {{targets: [b], size: 256MiB}}}}, regions: {{r: {{window: w, devices: [m]}}}}, "
            + $"streams: {{s: {{region: r, reads: {reads}, outstanding: 400, length: 1MiB, verify: false}}}}}}";
        var text = string.Join(
            '\n',
            "duration: 200us",
            "linkTypes: {l: {generation: gen5, width: 8, latency: 10ns}}",
            $"links: {{d: {{type: l, from: sw.d, to: m}}, {List(host => $"l{host}: {{type: l, from: h{host}.p, to: sw.u{host}}}")}}}",
            $"switches: {{sw: {{ports: [{List(host => $"u{host}")}, d], vcs: {{{List(host => $"v{host}: {{upstream: u{host}, vppbs: [{{port: d, ld: {host}}}]}}")}}}}}}}",
            $"devices: {{m: {{logicalDevices: {hosts}, volatile: {hosts * 256}MiB, bandwidth: 200GB/s}}}}",
            $"hosts: {{{List(HostOf)}}}");
        return [.. TestFabric.Run(ScenarioText.LoadRight(text, options)).Hosts.Select(host => host.Streams[0].BytesPerSecond)];
    }

    private static RunResults Run(string text, params string[] options)
    {
        var results = TestFabric.Run(ScenarioText.LoadRight(text, options));
        Assert.Empty(results.Failures);
        return results;
    }

    /// <summary>A host on a device.</summary>
    private string Pair(string medium, int outstanding, string reads, int count)
    {
        var device = medium == "curve" ? $"curve: {_curve}" : medium;
        return string.Join(
            '\n',
            "linkTypes: {l: {generation: gen5, width: 8, latency: 10ns, credits: {request: 256, requestWithData: 256, noDataResponse: 256, dataResponse: 256}}}",
            "links: {l: {type: l, from: h.p, to: m}}",
            $"devices: {{m: {{volatile: 256MiB, {device}}}}}",
            "hosts: {h: {bridges: {b: [p]}, windows: {w: {targets: [b], size: 256MiB}}, regions: {r: {window: w, devices: [m]}},",
            $"  streams: {{s: {{region: r, reads: {reads}, outstanding: {outstanding}, count: {count}, length: 16MiB, verify: false}}}}}}}}");
    }
}
