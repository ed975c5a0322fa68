using CxlFabricSim.Simulation.Describing;
using CxlFabricSim.Simulation.Scenarios.Topology;
using CxlFabricSim.Simulation.Tests.Building;

namespace CxlFabricSim.Simulation.Tests.Scenarios;

/// <summary>
/// Three hosts and a device with two heads: head 0 at a switch that two of them share, head 1 at the third's root port. Each head could
/// show two logical devices; the one at the root port may not.
/// </summary>
public sealed class MultiHeadedTests
{
    /// <summary>Right as it stands. The link of head 1 comes first by name, so that ports and heads are numbered differently.</summary>
    public const string Fabric =
        """
        linkTypes: {l: {}}
        links:
          a-direct: {type: l, from: h2.p, to: m.head1}
          b-head0: {type: l, from: s.d, to: m.head0}
          up: {type: l, from: h0.p, to: s.u}
        switches: {s: {ports: [u, d], vcs: {v: {upstream: u, vppbs: [{port: d, ld: 0}]}}}}
        devices: {m: {heads: 2, logicalDevices: 2, volatile: 512MiB, dynamic: 256MiB}}
        hosts:
          h0: &h {bridges: {b: [p]}, windows: {w: {targets: [b], size: 512MiB}}, regions: {r0: {window: w, devices: [m]}, r1: {window: w, devices: [m], memory: dc0}},
            streams: {s0: {region: r0, count: 500, reads: 50%}, s1: {region: r1, count: 500, reads: 50%}}}
          h2: *h
        manager:
          steps:
            - {action: add, host: h0, devices: [m], extents: [{offset: 0, length: 2MiB}]}
            - {action: add, host: h2, devices: [m], extents: [{offset: 2MiB, length: 2MiB}]}
        """;

    [Theory]
    [InlineData("heads: 2", "heads: 0", "devices:m:heads", "is 0", "from 1 to 16")]
    [InlineData("heads: 2", "heads: 17", "devices:m:heads", "is 17", "from 1 to 16")]
    [InlineData("logicalDevices: 2", "logicalDevices: 3", "devices:m:logicalDevices", "3 are not so many for each of 2 heads", "2, or a multiple of it")]
    [InlineData("to: m.head1", "to: m.head2", "links:a-direct:to", "no head of m \"head2\"", "head1")]
    [InlineData("to: m.head1", "to: m", "links:a-direct:to", "no head of m \"\"", "head0")]
    [InlineData("to: m.head1", "to: m.head0", "links:b-head0:to", "m.head0 is already an end of link a-direct", "one link")]
    [InlineData("to: m.head1", "to: m.head0", "devices:m", "m.head1 has no link", "to: m.head1")]
    [InlineData("port: d, ld: 0", "port: d, ld: 1", "switches:s:vcs:v:vppbs:0:ld", "m has no logical device 1", "it has one, 0")]
    [InlineData("{port: d, ld: 0}", "{device: m}", "switches:s:vcs:v:vppbs:0:device", "m has 2 heads, and its id names no one of them", "bind the port")]
    [InlineData("logicalDevices: 2, volatile: 512MiB", "logicalDevices: 4, volatile: 1GiB", "devices:m:logicalDevices", "several logical devices and no switch above it", "1 for each head")]
    [InlineData("heads: 2", "heads: 1", "links:a-direct:to", "no switch \"m\"", "known: s")]
    public void A_head_that_cannot_be_is_named_with_its_key(string piece, string replacement, string key, string found, string wouldDo)
    {
        var errors = ScenarioText.Load(Fabric.Replace(piece, replacement, StringComparison.Ordinal)).Errors;

        var mistake = errors.FirstOrDefault(error => error.Key == key && error.Found.Contains(found, StringComparison.Ordinal));
        Assert.True(mistake is not null, $"\"{found}\" at {key} is not among: {string.Join('\n', errors)}");
        Assert.Contains(wouldDo, mistake.WouldDo, StringComparison.Ordinal);
    }

    [Fact]
    public void Logical_devices_belong_to_the_heads_in_turn()
    {
        // A second virtual switch brings a third host to head 0 as its other logical device; head 1 is then behind a switch too.
        var text = Fabric
            .Replace("logicalDevices: 2, volatile: 512MiB", "logicalDevices: 4, volatile: 1GiB", StringComparison.Ordinal)
            .Replace("from: h2.p, to: m.head1}", "from: s.e, to: m.head1}\n  up1: {type: l, from: h1.p, to: s.u1}\n  up2: {type: l, from: h2.p, to: s.u2}", StringComparison.Ordinal)
            .Replace("ports: [u, d]", "ports: [u, u1, u2, d, e]", StringComparison.Ordinal)
            .Replace("ld: 0}]}}", "ld: 0}]}, v1: {upstream: u1, vppbs: [{port: d, ld: 1}]}, v2: {upstream: u2, vppbs: [{port: e, ld: 1}]}}", StringComparison.Ordinal)
            .Replace("  h2: *h", "  h1: {bridges: {b: [p]}}\n  h2: *h", StringComparison.Ordinal);
        var scenario = ScenarioText.LoadRight(text);

        Assert.Equal(["h0: 0", "h1: 2", "h2: 3"], FabricPaths.Of(scenario).All.Select(path => $"{path.Host}: {path.LdId}"));
        Assert.Empty(TestFabric.Run(scenario).Failures);
    }

    [Fact]
    public void Hosts_at_different_heads_have_their_own_memory_of_one_device()
    {
        var scenario = ScenarioText.LoadRight(Fabric);

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.All(results.Hosts, host => Assert.All(host.Streams, stream => Assert.Equal((500L, 0L, 0L), (stream.Latency.Count, stream.Errors, stream.VerifyFailures))));
        Assert.All(results.Devices[0].LogicalDevices, ld => Assert.Equal(2UL << 20, ld.Regions[0].AcceptedBytes));
        foreach (var threads in new[] { 2, 3 }) Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, threads)));
    }

    [Fact]
    public void Descriptions_show_which_head_is_whose()
    {
        var scenario = ScenarioText.LoadRight(Fabric);

        var tree = LinesOf(TopologyTree.Of(scenario)).ToList();
        var dot = TopologyDot.Of(scenario);

        Assert.Contains(tree, line => line.Contains("LD 0 of head 0: ", StringComparison.Ordinal) && line.EndsWith("bound to h0.p", StringComparison.Ordinal));
        Assert.Contains(tree, line => line.Contains("LD 1 of head 1: ", StringComparison.Ordinal) && line.EndsWith("bound to h2.p", StringComparison.Ordinal));
        Assert.Contains("\"h2.p\" -- \"m\" [label=\"a-direct, head1\\n", dot, StringComparison.Ordinal);
        Assert.DoesNotContain("\"m.head", dot, StringComparison.Ordinal);
    }

    private static IEnumerable<string> LinesOf(TopologyNode node) => node.Children.SelectMany(LinesOf).Prepend(node.Text);
}
