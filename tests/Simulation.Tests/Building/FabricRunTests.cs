using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Templates;
using CxlFabricSim.Simulation.Tests.Topology;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>Fabrics routed by id, run to their end.</summary>
public sealed class FabricRunTests
{
    private static readonly CreditOptions OneOfEach = new() { Request = 1, RequestWithData = 1, NoDataResponse = 1, DataResponse = 1, Io = 1 };

    public static TheoryData<TopologyKind, int, bool> Kinds => new()
    {
        { TopologyKind.Star, 1, false },
        { TopologyKind.Tree, 1, false },
        { TopologyKind.SpineLeaf, 4, false },
        { TopologyKind.SpineLeaf, 4, true },
        { TopologyKind.Mesh, 3, false },
        { TopologyKind.Ring, 5, false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_shape_of_fabric_verifies_its_lines_alike_on_one_two_and_three_threads(TopologyKind kind, int switches, bool isSpread)
    {
        var scenario = Shape(kind, switches, isSpread, new CreditOptions());

        var results = TestFabric.Run(scenario);

        AssertAllAnswered(results, 200);
        Assert.All(results.Hosts, host => Assert.True(host.Streams[0].LinesVerified > 0));
        Assert.All(results.Devices, device => Assert.True(device.Reads > 0 && device.Writes > 0 && device.NotDecoded == 0));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, 2)));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, 3)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_credit_of_each_class_on_every_link_is_enough(TopologyKind kind, int switches, bool isSpread) =>
        AssertAllAnswered(TestFabric.Run(Shape(kind, switches, isSpread, OneOfEach)), 200);

    [Fact]
    public void Far_devices_are_used_as_much_as_near_ones_and_their_traffic_is_counted_on_the_links_between()
    {
        var text = FabricText.With(FabricText.Row, "reads: 50%, size: 256B", "reads: 100%, size: 512B")
            .Replace(", dynamic: 256MiB", "", StringComparison.Ordinal)
            .Replace("      pool: {window: w0, devices: [mem0, mem2], memory: dc0}\n", "", StringComparison.Ordinal);
        var scenario = ScenarioText.LoadRight(text + "\nexpectations: [links.t01.down.messages > 0, links.t12.up.bytes > 0]");

        var results = TestFabric.Run(scenario);

        // 512 B over two devices at 256 B: four lines of each access are far. sw1 stands between: both links carry both hosts' requests and data.
        AssertAllAnswered(results, 400);
        var metrics = RunMetrics.Of(results).ToDictionary(metric => metric.Name, metric => metric.Value);
        Assert.All(results.Devices, device => Assert.Equal(2 * 400 * 4, device.Reads));
        foreach (var link in new[] { "links.t01.down", "links.t01.up", "links.t12.down", "links.t12.up" }) Assert.Equal(2 * 400 * 4, metrics[$"{link}.messages"]);
        Assert.Equal(400 * 8, metrics["links.up0.down.messages"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", credits: {request: 1, requestWithData: 1, noDataResponse: 1, dataResponse: 1, io: 1}")]
    public void Dynamic_capacity_is_offered_accepted_used_and_given_back_across_a_fabric(string credits)
    {
        var text = FabricText.With(FabricText.Row, "{bandwidth: 32GB/s}", $"{{bandwidth: 32GB/s{credits}}}")
            .Replace("      mixed: {region: fixed, ", "      again: {region: pool, capacity: 8MiB, start: 300us, reads: 50%, length: 64KiB, count: 200}\n      mixed: {region: pool, capacity: 8MiB, stop: 100us, ", StringComparison.Ordinal)
            + """

              manager:
                steps:
                  - {action: add, host: host0, devices: [mem0, mem2], extents: [{offset: 0, length: 4MiB}]}
                  - {action: add, host: host2, devices: [mem0, mem2], extents: [{offset: 16MiB, length: 4MiB}]}
                  - {action: release, at: 150us, host: host0, devices: [mem0, mem2], extents: [{offset: 0, length: 4MiB}]}
                  - {action: release, at: 150us, host: host2, devices: [mem0, mem2], extents: [{offset: 16MiB, length: 4MiB}]}
                  - {action: add, host: host2, devices: [mem0, mem2], extents: [{offset: 0, length: 4MiB}]}
                  - {action: add, host: host0, devices: [mem0, mem2], extents: [{offset: 16MiB, length: 4MiB}]}
              """;
        var scenario = ScenarioText.LoadRight(text);

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        foreach (var host in results.Hosts)
        {
            // The second owner of an extent reads zeros where the first wrote: its lines are verified.
            Assert.Equal((4, 2), (host.ExtentsAccepted, host.ExtentsReleased));
            Assert.All(host.Streams, stream => Assert.True(stream is { Errors: 0, VerifyFailures: 0, LinesVerified: > 0 }, $"{host.Name}/{stream.Name}"));
            Assert.Equal(200, TestFabric.StreamOf(results, host.Name, "again").Latency.Count);
        }

        Assert.All(results.Devices.SelectMany(device => device.LogicalDevices), ld => Assert.True(ld.Interrupts > 0 && ld.Regions[0].AcceptedBytes == 4 * Sizes.MiB));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, 3)));
    }

    [Fact]
    public void Switches_that_are_trees_for_one_host_route_by_id_for_another()
    {
        // host0 goes down a tree from sw0 to sw1; host1 at sw0 reaches the same device by its id, over a second link.
        const string text =
            """
            linkTypes: {l: {}}
            links:
              up0: {type: l, from: host0.rp0, to: sw0.us0}
              up1: {type: l, from: host1.rp0, to: sw0.us1}
              tree: {type: l, from: sw0.ds, to: sw1.us}
              fabric: {type: l, from: sw0.t, to: sw1.t}
              down: {type: l, from: sw1.ds, to: mem}
            switches:
              sw0:
                ports: [us0, us1, ds, t]
                vcs: {v0: {upstream: us0, vppbs: [{port: ds}]}, v1: {upstream: us1, vppbs: [{device: mem, ld: 1}]}}
              sw1: {ports: [us, t, ds], vcs: {v: {upstream: us, vppbs: [{port: ds}]}}}
            devices: {mem: {logicalDevices: 2, volatile: 512MiB}}
            hosts:
              host0: &host
                bridges: {hb0: [rp0]}
                windows: {w0: {targets: [hb0], size: 256MiB}}
                regions: {r: {window: w0, devices: [mem]}}
                streams: {s: {region: r, reads: 50%, length: 16KiB, count: 300}}
              host1: *host
            """;

        var results = TestFabric.Run(ScenarioText.LoadRight(text));

        AssertAllAnswered(results, 300);
        var metrics = RunMetrics.Of(results).ToDictionary(metric => metric.Name, metric => metric.Value);
        foreach (var link in new[] { "tree.down", "tree.up", "fabric.down", "fabric.up" }) Assert.Equal(300, metrics[$"links.{link}.messages"]);
    }

    private static void AssertAllAnswered(RunResults results, int count)
    {
        Assert.Empty(results.Failures);
        foreach (var host in results.Hosts)
            Assert.All(host.Streams, stream => Assert.Equal((count, 0, 0), (stream.Latency.Count, stream.Errors, stream.VerifyFailures)));
    }

    /// <summary>Two hosts and two devices on every edge switch; each host draws from a near and a far device, on a star from two near ones.</summary>
    private static Scenario Shape(TopologyKind kind, int switches, bool isSpread, CreditOptions credits) => TopologyTemplate.Expand(new Scenario
    {
        LinkTypes = new Dictionary<string, LinkTypeOptions> { ["fast"] = new() { Credits = credits } },
        Routing = new RoutingOptions { Equal = isSpread ? EqualRoutes.Spread : EqualRoutes.First },
        Topology = new TopologyOptions
        {
            Kind = kind,
            Switches = switches,
            Rows = 2,
            Spines = 2,
            Levels = 3,
            Hosts = 2,
            Devices = 2,
            Near = kind == TopologyKind.Star ? 2 : 1,
            Far = kind == TopologyKind.Star ? 0 : 1,
            Edge = "fast",
            Host = new HostOptions
            {
                Streams = new Dictionary<string, StreamOptions>
                {
                    ["mixed"] = new() { Region = "pool", Reads = new Share(0.5), Size = new ByteSize(512), Length = new ByteSize(16 * Sizes.KiB), Count = 200 },
                },
            },
        },
    });
}
