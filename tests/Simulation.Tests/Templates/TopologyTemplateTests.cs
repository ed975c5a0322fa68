using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Templates;

/// <summary>Fabrics by shape and counts.</summary>
public sealed class TopologyTemplateTests
{
    [Theory]
    [InlineData("kind: star, hosts: 3, devices: 2, near: 2", 1, 0, 3, 2)]
    [InlineData("kind: tree, levels: 3, fanout: 2, hosts: 2, devices: 2, near: 1, far: 1", 7, 6, 8, 8)]
    [InlineData("kind: tree, levels: 1, fanout: 4", 1, 0, 1, 1)]
    [InlineData("kind: spineLeaf, switches: 4, spines: 2, hosts: 2, devices: 3, near: 3, far: 1", 6, 8, 8, 12)]
    [InlineData("kind: mesh, switches: 3, rows: 2, hosts: 1, devices: 2, near: 2, far: 2", 6, 7, 6, 12)]
    [InlineData("kind: mesh, switches: 1, rows: 4", 4, 3, 4, 4)]
    [InlineData("kind: ring, switches: 5, hosts: 2, devices: 1, near: 1, far: 1", 5, 5, 10, 5)]
    [InlineData("kind: spineLeaf, switches: 12, spines: 3, hosts: 11, devices: 4, near: 3, far: 5", 15, 36, 132, 48, 22)]
    public void A_topology_makes_its_switches_links_hosts_and_devices(string topology, int switches, int trunks, int hosts, int devices, int lds = 0)
    {
        if (lds > 16)
        {
            Assert.Equal("topology:devices", ScenarioText.OnlyMistake(Text(topology)).Key);
            return;
        }

        var scenario = ScenarioText.LoadRight(Text(topology));

        Assert.Equal((switches, hosts, devices), (scenario.Switches.Count, scenario.Hosts.Count, scenario.Devices.Count));
        Assert.Equal(trunks + hosts + devices, scenario.Links.Count);
        Assert.Equal(trunks, scenario.Links.Keys.Count(name => name.StartsWith("t-", StringComparison.Ordinal)));
        Assert.True(scenario.Switches.ContainsKey($"sw{switches - 1}") && scenario.Hosts.ContainsKey($"host{hosts - 1}") && scenario.Devices.ContainsKey($"mem{devices - 1}"));
    }

    [Theory]
    [InlineData("kind: star, hosts: 4, devices: 8, near: 2")]
    [InlineData("kind: star, hosts: 4, devices: 3, near: 1")]
    [InlineData("kind: tree, levels: 3, fanout: 3, hosts: 4, devices: 8, near: 3, far: 1")]
    [InlineData("kind: spineLeaf, switches: 4, spines: 2, hosts: 5, devices: 7, near: 2, far: 2")]
    [InlineData("kind: mesh, switches: 3, rows: 3, hosts: 3, devices: 5, near: 0, far: 8")]
    [InlineData("kind: ring, switches: 6, hosts: 7, devices: 4, near: 3, far: 5")]
    public void All_devices_are_drawn_from_alike(string topology)
    {
        var scenario = ScenarioText.LoadRight(Text(topology));

        var drawn = scenario.Switches.Values.SelectMany(@switch => @switch.Vcs.Values).SelectMany(vcs => vcs.Vppbs).GroupBy(vppb => vppb.Device).ToDictionary(vppbs => vppbs.Key, vppbs => vppbs.Select(vppb => vppb.Ld).Order().ToList());

        Assert.Equal(scenario.Hosts.Sum(host => host.Value.Regions["pool"].Devices.Count), drawn.Values.Sum(lds => lds.Count));
        Assert.InRange(drawn.Values.Max(lds => lds.Count) - (drawn.Count < scenario.Devices.Count ? 0 : drawn.Values.Min(lds => lds.Count)), 0, 1);
        Assert.All(drawn, device => Assert.Equal(Enumerable.Range(0, scenario.Devices[device.Key].LogicalDevices), device.Value));
    }

    [Fact]
    public void A_host_draws_from_near_and_far_devices_of_its_count_and_capacity()
    {
        var scenario = ScenarioText.LoadRight(Text("kind: spineLeaf, switches: 4, spines: 2, hosts: 2, devices: 4, near: 3, far: 1, capacity: 512MiB, granularity: 1KiB"));

        foreach (var (name, host) in scenario.Hosts)
        {
            var edge = int.Parse(name["host".Length..], System.Globalization.CultureInfo.InvariantCulture) / 2;
            var edges = host.Regions["pool"].Devices.Select(device => int.Parse(device["mem".Length..], System.Globalization.CultureInfo.InvariantCulture) / 4).ToList();
            Assert.Equal((3, 1), (edges.Count(at => at == edge), edges.Count(at => at != edge)));
            Assert.Equal((new ByteSize(2UL << 30), new ByteSize(1024)), (host.Windows["w0"].Size, host.Regions["pool"].Granularity));
        }

        Assert.Equal(4, scenario.Hosts.Values.SelectMany(host => host.Regions["pool"].Devices).Distinct().Count(device => device is "mem0" or "mem1" or "mem2" or "mem3"));
    }

    [Fact]
    public void What_all_hosts_switches_and_devices_have_alike_is_given_once()
    {
        var scenario = ScenarioText.LoadRight(Text(
            "kind: ring, switches: 3, host: {outstandingLines: 7, streams: {s: {region: pool, count: 5}}}, switch: {latency: 33ns}, device: {latency: 44ns, dynamic: 256MiB}, trunk: thick"));

        Assert.All(scenario.Hosts.Values, host => Assert.True(host.OutstandingLines == 7 && host.Streams["s"].Count == 5));
        Assert.All(scenario.Switches.Values, @switch => Assert.Equal(33_000, @switch.Latency.Picoseconds));
        Assert.All(scenario.Devices.Values, device => Assert.True(device.Latency.Picoseconds == 44_000 && device.Dynamic.Size.Bytes == 256 << 20));
        Assert.All(scenario.Links, link => Assert.Equal(link.Key.StartsWith("t-", StringComparison.Ordinal) ? "thick" : "l", link.Value.Type));
    }

    [Fact]
    public void A_ring_goes_up_and_down_unless_the_scenario_says_otherwise()
    {
        Assert.Equal(RoutePaths.UpDown, ScenarioText.LoadRight(Text("kind: ring, switches: 5")).Routing.Paths);
        Assert.Equal(RoutePaths.UpDown, ScenarioText.LoadRight(Text("kind: ring, switches: 5"), "routing:equal=spread").Routing.Paths);
        Assert.Equal(RoutePaths.Shortest, ScenarioText.LoadRight(Text("kind: ring, switches: 3"), "routing:paths=shortest").Routing.Paths);
        Assert.Null(ScenarioText.LoadRight(Text("kind: mesh, switches: 5")).Routing.Paths);
    }

    [Fact]
    public void What_is_written_by_hand_stands_beside_what_is_made_or_in_its_place()
    {
        var beside = ScenarioText.LoadRight(Text("kind: star, hosts: 2, devices: 2") + "\nhosts: {extra: {bridges: {}}, host1: {bridges: {hb0: [rp0]}}}");

        Assert.Equal(["extra", "host0", "host1"], beside.Hosts.Keys);
        Assert.Empty(beside.Hosts["host1"].Regions);
        Assert.NotEmpty(beside.Hosts["host0"].Regions);
    }

    [Fact]
    public void The_smallest_file_of_the_page_on_topologies_runs()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Folder("docs"), "topologies.md"));
        var example = page[page.IndexOf("    linkTypes: ", StringComparison.Ordinal)..];

        var results = Building.TestFabric.Run(ScenarioText.LoadRight(example, "topology:host:streams:s0:count=50"));

        Assert.Empty(results.Failures);
        Assert.Equal(8 * 50, results.Hosts.Sum(host => host.Streams.Sum(stream => stream.Latency.Count)));
    }

    private static string Text(string topology) => $"linkTypes: {{l: {{}}, thick: {{}}}}\nduration: 1us\ntopology: {{{topology}, edge: l}}";
}
