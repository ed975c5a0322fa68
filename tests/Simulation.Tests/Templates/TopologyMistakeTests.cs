namespace CxlFabricSim.Simulation.Tests.Templates;

/// <summary>Topologies that cannot be spelled out, and mistakes in what they make: both are named where the user can change them.</summary>
public sealed class TopologyMistakeTests
{
    private const string Right =
        """
        linkTypes: {l: {}}
        duration: 1us
        topology:
          kind: spineLeaf
          switches: 4
          spines: 2
          hosts: 2
          devices: 4
          near: 3
          far: 1
          edge: l
        """;

    [Theory]
    [InlineData("kind: spineLeaf", "kind: torus", "topology:kind", "\"torus\" is not one of the values here", "star, tree, spineLeaf, mesh, ring")]
    [InlineData("  kind: spineLeaf\n", "", "topology:kind", "is missing", "star, tree, spineLeaf, mesh, ring")]
    [InlineData("edge: l", "edge: x", "topology:edge", "no link type \"x\"", "l")]
    [InlineData("edge: l", "edge: l\n  trunk: x", "topology:trunk", "no link type \"x\"", "l")]
    [InlineData("  edge: l", "", "topology:edge", "is missing", "a text")]
    [InlineData("switches: 4", "switches: 0", "topology:switches", "is 0", "from 1 to 1024")]
    [InlineData("switches: 4", "switches: 1025", "topology:switches", "is 1025", "from 1 to 1024")]
    [InlineData("spines: 2", "spines: 0", "topology:spines", "is 0", "from 1 to 64")]
    [InlineData("kind: spineLeaf", "kind: mesh\n  rows: 33", "topology:rows", "is 33", "from 1 to 32")]
    [InlineData("kind: spineLeaf\n  switches: 4", "kind: ring\n  switches: 2", "topology:switches", "is 2", "from 3 to 1024")]
    [InlineData("kind: spineLeaf", "kind: tree\n  levels: 7", "topology:levels", "is 7", "from 1 to 6")]
    [InlineData("kind: spineLeaf", "kind: tree\n  fanout: 0", "topology:fanout", "is 0", "from 1 to 64")]
    [InlineData("kind: spineLeaf", "kind: tree\n  levels: 4\n  fanout: 10", "topology:levels", "a tree of 4 levels and fanout 10 has 1111 switches", "at most 1024")]
    [InlineData("hosts: 2", "hosts: 0", "topology:hosts", "is 0", "from 1")]
    [InlineData("devices: 4", "devices: -1", "topology:devices", "is -1", "from 1")]
    [InlineData("hosts: 2", "hosts: 1019", "topology:devices", "would be shared by 1019 hosts", "hosts: 16 or fewer")]
    [InlineData("hosts: 2", "hosts: 1025", "topology:hosts", "is 1025", "from 1 to 1024")]
    [InlineData("hosts: 2\n  devices: 4", "hosts: 512\n  devices: 512", "topology:hosts", "4 switches with 512 hosts and 512 devices each", "here 1023 a switch")]
    [InlineData("near: 3", "near: 5", "topology:near", "is 5", "from 0 to 4")]
    [InlineData("far: 1", "far: 4", "topology:far", "is 4 where 4 switches have devices", "from 0 to 3")]
    [InlineData("far: 1", "far: 2", "topology:near", "near and far are 5 devices together", "1, 2, 4 or 8")]
    [InlineData("near: 3\n  far: 1", "near: 0\n  far: 0", "topology:near", "near and far are 0 devices together", "1, 2, 4 or 8")]
    [InlineData("far: 1", "far: 1\n  capacity: 300MiB", "topology:capacity", "300MiB is not a multiple of 256MiB", "256MiB or 512MiB")]
    [InlineData("far: 1", "far: 1\n  capacity: 0", "topology:capacity", "is 0B", "256MiB to 128TiB")]
    [InlineData("far: 1", "far: 1\n  capacity: 16_777_215TiB", "topology:capacity", "is 16777215TiB", "256MiB to 128TiB")]
    [InlineData("far: 1", "far: 1\n  granularity: 300B", "topology:granularity", "is 300B", "256B, 512B")]
    [InlineData("far: 1", "far: 1\n  host: {bridges: {hb9: [rp9]}}", "topology:host:bridges", "is made by the topology", "leave it out")]
    [InlineData("far: 1", "far: 1\n  switch: {ports: [a]}", "topology:switch:ports", "is made by the topology", "leave it out")]
    [InlineData("far: 1", "far: 1\n  device: {logicalDevices: 3}", "topology:device:logicalDevices", "is made by the topology", "leave it out")]
    [InlineData("far: 1", "far: 1\n  device: {volatile: 1GiB}", "topology:device:volatile:size", "is made by the topology", "leave it out")]
    public void A_count_out_of_range_is_named_with_the_range(string piece, string replacement, string key, string found, string wouldDo)
    {
        var text = With(piece, replacement);

        var mistake = ScenarioText.OnlyMistake(text);

        Assert.Equal(key, mistake.Key);
        Assert.Contains(found, mistake.Found, StringComparison.Ordinal);
        Assert.Contains(wouldDo, mistake.WouldDo, StringComparison.Ordinal);
        Assert.InRange(mistake.Line, 3, text.Split('\n').Length);
    }

    [Fact]
    public void Too_many_hosts_for_the_logical_devices_of_a_device_are_told_by_the_keys_that_decide_it()
    {
        var text = With("hosts: 2", "hosts: 17");

        var mistake = ScenarioText.OnlyMistake(text);

        Assert.Equal((ScenarioText.LineOf(text, "devices: 4"), "topology:devices"), (mistake.Line, mistake.Key));
        Assert.Equal("each of the 4 on a switch would be shared by 17 hosts, with a logical device for each", mistake.Found);
        Assert.Equal("at most 16: devices: 5 or more, hosts: 16 or fewer, or smaller near and far", mistake.WouldDo);
        Assert.Empty(ScenarioText.Load(With("hosts: 2", "hosts: 16")).Errors);
        Assert.Empty(ScenarioText.Load(text, "topology:devices=5").Errors);
    }

    [Theory]
    [InlineData("host: {streams: {s: {region: pool, count: 0}}}", "topology:host:streams:s:count", "is 0")]
    [InlineData("host: {streams: {s: {region: pol, count: 1}}}", "topology:host:streams:s:region", "there is no region \"pol\"")]
    [InlineData("host: {outstandingLines: 0}", "topology:host:outstandingLines", "is 0")]
    [InlineData("host: {outstandingLine: 5}", "topology:host:outstandingLine", "\"outstandingLine\" is not a key here")]
    [InlineData("switch: {latency: 0}", "topology:switch:latency", "is zero")]
    [InlineData("device: {bandwidth: 0}", "topology:device:bandwidth", "is zero")]
    [InlineData("device: {profile: qemu}", "topology:device:profile", "there is no profile \"qemu\"")]
    [InlineData("device: {persistent: 300MiB}", "topology:device:persistent:size", "300MiB is not a multiple of 512MiB (256MiB for each of 2 logical devices)")]
    [InlineData("device: {dynamic: {size: 256MiB, path: one.mem}}", "topology:device:dynamic:path", "\" also backs devices:mem0:dynamic:path")]
    public void A_mistake_that_all_made_parts_share_is_told_once_where_it_was_written(string alike, string key, string found)
    {
        var text = With("edge: l", $"edge: l\n  {alike}");

        var mistake = ScenarioText.OnlyMistake(text);

        Assert.Equal((ScenarioText.LineOf(text, alike), key), (mistake.Line, mistake.Key));
        Assert.Contains(found, mistake.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_made_part_that_does_not_fit_a_written_one_is_named_at_the_topology()
    {
        var text = Right + "\ndevices: {mem0: {volatile: 256MiB}}";

        var errors = ScenarioText.Load(text).Errors;

        var mistake = Assert.Single(errors, error => error.Found.Contains("mem0 has no logical device 1", StringComparison.Ordinal));
        Assert.Equal((3, "topology"), (mistake.Line, mistake.Key));
        Assert.Contains("switches:sw", mistake.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_replaces_a_made_one_needs_its_root_port()
    {
        var mistake = ScenarioText.OnlyMistake(Right, "hosts:host3:outstandingLines=4");

        Assert.Equal("hosts:host3", mistake.Key);
        Assert.Contains("has no root port rp0", mistake.Found, StringComparison.Ordinal);
        Assert.Contains("topology: host", mistake.WouldDo, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_beside_a_topology_that_is_wrong_are_reported_with_it()
    {
        var text = With("switches: 4", "switches: 0").Replace("duration: 1us", "duration: 0", StringComparison.Ordinal)
            + "\nmanager: {pollInterval: 0, steps: [{action: add, host: host0, devices: [mem0], extents: []}]}\nexpectations: [hosts.host0.errors == 0]";

        Assert.Equal(["duration", "topology:switches", "manager:pollInterval", "manager:steps:0:extents"], ScenarioText.Load(text).Errors.Select(error => error.Key));
    }

    private static string With(string piece, string replacement)
    {
        Assert.Contains(piece, Right, StringComparison.Ordinal);
        return Right.Replace(piece, replacement, StringComparison.Ordinal);
    }
}
