using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Tests.Building;

namespace CxlFabricSim.Simulation.Tests.Timing;

/// <summary>What holds on every fabric, whatever its shape and timing: each case reproduces from its seed.</summary>
public sealed class TimingProperties : IDisposable
{
    private const int Fabrics = 60;
    private const int BatchCount = 6;

    private static readonly string[] LinkTypes = ["x8-gen5", "x16-gen5"];
    private static readonly string[] Classes = ["request", "requestWithData", "noDataResponse", "dataResponse", "io"];
    private static readonly string[] Cascade = ["sw0", "sw1", "sw2"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _curve;

    public TimingProperties() => _curve = _folder.Write("curve.csv", "# GB/s,ns\n1,90\n8,120\n14,400\n");

    public static TheoryData<int> Batches => new(Enumerable.Range(0, BatchCount));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Batches))]
    public void Every_request_completes_and_is_counted_where_it_went(int batch) => ForEach(batch, (seed, scenario) =>
    {
        var results = TestFabric.Run(scenario);

        Assert.True(results.Failures.Count == 0, $"seed {seed}: {string.Join('\n', results.Failures)}");
        var streams = results.Hosts.SelectMany(host => host.Streams).ToList();
        Assert.All(streams, stream => Assert.True((stream.Latency.Count, stream.Errors, stream.VerifyFailures) == (200, 0, 0), $"seed {seed}: {stream}"));
        Assert.Equal((streams.Sum(stream => stream.Reads), streams.Sum(stream => stream.Writes)), (results.Devices.Sum(device => device.Reads), results.Devices.Sum(device => device.Writes)));
        foreach (var link in results.Links.GroupBy(link => link.Name))
            Assert.True(link.First().Messages == link.Last().Messages || IsTrunk(link.First()), $"seed {seed}: {link.Key} has {link.First().Messages} messages down and {link.Last().Messages} up");
    });

    [Theory]
    [MemberData(nameof(Batches))]
    public void The_stages_of_the_breakdown_add_up_to_the_mean_latency_which_is_no_less_than_the_idle_one(int batch) => ForEach(batch, (seed, scenario) =>
    {
        foreach (var stream in TestFabric.Run(scenario).Hosts.SelectMany(host => host.Streams))
        {
            // Nine means, each rounded down.
            var sum = stream.Breakdown!.Stages.Sum(stage => stage.Latency.Mean.Picoseconds);
            Assert.True(stream.Latency.Mean.Picoseconds - sum is >= -9 and <= 9, $"seed {seed}: the stages of {stream.Name} add up to {sum} ps, its mean is {stream.Latency.Mean}");
            Assert.Equal(stream.Latency.Count, stream.Breakdown.Loads.Sum());
            Assert.Equal(stream.Idle!.Host, stream.Breakdown.Host.Mean);
            if (stream.Writes == 0 && stream.Breakdown.Switches.Min == stream.Breakdown.Switches.Max)
                Assert.Equal((stream.Idle.Switches, stream.Idle.Device), (stream.Breakdown.Switches.Mean, stream.Breakdown.Device.Mean));
            Assert.True(stream.Breakdown.Links.Min > SimTime.Zero, $"seed {seed}: a line of {stream.Name} took no time on links");
            var idle = Math.Min(stream.Writes > 0 ? stream.IdleWrite!.Total.Picoseconds : long.MaxValue, stream.Reads > 0 ? stream.Idle!.Total.Picoseconds : long.MaxValue);
            // A completion without data that rides with one that has takes no time of the line.
            Assert.True(stream.Latency.Mean.Picoseconds >= 0.95 * idle, $"seed {seed}: {stream.Name} took {stream.Latency.Mean} where {idle} ps is idle");
        }
    });

    [Theory]
    [MemberData(nameof(Batches))]
    public void With_one_credit_of_each_class_all_traffic_ends(int batch) => ForEach(batch, credits: 1, (seed, scenario) =>
    {
        var results = TestFabric.Run(scenario);

        Assert.True(results.Failures.Count == 0, $"seed {seed}: {string.Join('\n', results.Failures)}");
        Assert.All(results.Hosts.SelectMany(host => host.Streams), stream => Assert.Equal(200, stream.Latency.Count));
    });

    [Theory]
    [InlineData("perOutput", "roundRobin", "roundRobin")]
    [InlineData("sharedFifo", "age", "weighted")]
    [InlineData("sharedFifo", "roundRobin", "age")]
    public void With_one_credit_of_each_class_a_cascade_of_switches_is_drained(string queueing, string above, string below)
    {
        var credits = LinkTypes.SelectMany(type => Classes.Select(@class => $"linkTypes:{type}:credits:{@class}=1"));
        var switches = Cascade.SelectMany(name => new[] { $"switches:{name}:queueing={queueing}", $"switches:{name}:arbitration={(name == "sw0" ? above : below)}" });
        string[] options = [.. credits, .. switches, "hosts:host0:streams:mixed:count=400", "hosts:host1:streams:mixed:count=400", "expectations=[]"];

        var results = TestFabric.Run(ScenarioText.LoadRight(File.ReadAllText(Repository.Folder("configs/cascade.yaml")), options));

        Assert.Empty(results.Failures);
        Assert.All(results.Hosts.SelectMany(host => host.Streams), stream => Assert.Equal((400, 0), (stream.Latency.Count, stream.Errors)));
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Threads_change_no_byte_of_the_results(int batch)
    {
        for (var seed = batch; seed < Fabrics / 2; seed += BatchCount)
        {
            var scenario = ScenarioText.LoadRight(RandomTiming.Text(seed, _curve, count: 100));
            var alone = TestFabric.TextOf(TestFabric.Run(scenario));

            Assert.True(alone == TestFabric.TextOf(TestFabric.Run(scenario, 2)), $"seed {seed}: two threads give another result");
            Assert.True(alone == TestFabric.TextOf(TestFabric.Run(scenario, 3)), $"seed {seed}: three threads give another result");
        }
    }

    [Fact]
    public void Each_option_of_timing_is_in_one_of_the_fabrics()
    {
        var texts = string.Concat(Enumerable.Range(0, Fabrics / 2).Select(seed => RandomTiming.Text(seed, _curve)));

        foreach (var option in new[] { "1e-5", "dram", "curve", "readBandwidth: 30GB/s, writeBandwidth", "writeLatency: 20ns", "writeLatency: 150ns", "sharedFifo", "age", "weighted", "gen6", "closed", "ring", "mesh", "tree" })
            Assert.Contains(option, texts, StringComparison.Ordinal);
    }

    private static bool IsTrunk(LinkResults link) => link.Name.StartsWith("t-", StringComparison.Ordinal);

    private void ForEach(int batch, Action<int, Simulation.Scenarios.Scenario> check) => ForEach(batch, null, check);

    private void ForEach(int batch, int? credits, Action<int, Simulation.Scenarios.Scenario> check, params string[] options)
    {
        for (var seed = batch; seed < Fabrics; seed += BatchCount) check(seed, ScenarioText.LoadRight(RandomTiming.Text(seed, _curve, credits), options));
    }
}
