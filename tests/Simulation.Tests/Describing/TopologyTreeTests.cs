using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Describing;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Describing;

public sealed class TopologyTreeTests
{
    [Fact]
    public void The_smallest_story_reads_from_hosts_to_logical_devices()
    {
        var scenario = ScenarioLoader.Load([Path.Combine(Repository.Root, "configs", "two-hosts-one-dcd.yaml")], [], new Dictionary<string, string>()).Scenario!;

        var lines = LinesOf(TopologyTree.Of(scenario));

        Assert.Equal(
            [
                "two-hosts-one-dcd",
                "  host host0",
                "    window w0 0x110000000-0x12fffffff 512MiB: hb0",
                "      region pool 0x110000000-0x12fffffff 512MiB dc0: dcd0",
                "    host bridge hb0",
                "      root port rp0",
                "        (up0: 32 GB/s, 20 ns) switch sw0.us0",
                "          VCS vcs0",
                "            vPPB 0 ds0",
                "              (down0: 32 GB/s, 20 ns) device dcd0 LD 0: dc0 512MiB",
                "  host host1",
            ],
            lines.Take(11));
        Assert.Equal(
            [
                "  switch sw0: 70 ns port to port",
                "    port us0 from host0.rp0 (up0: 32 GB/s, 20 ns)",
                "    port us1 from host1.rp0 (up1: 32 GB/s, 20 ns)",
                "    port ds0 to dcd0 (down0: 32 GB/s, 20 ns)",
                "  device dcd0: 80 ns, 38.4 GB/s",
                "    LD 0: dc0 512MiB, bound to host0.rp0",
                "    LD 1: dc0 512MiB, bound to host1.rp0",
            ],
            lines.TakeLast(7));
    }

    [Fact]
    public void Regions_stand_behind_one_another_with_their_ways()
    {
        var lines = LinesOf(TopologyTree.Of(ExampleFabrics.TwoBridges()));

        Assert.Contains("    window w 0x110000000-0x1cfffffff 3GiB: 2 ways of 256B over hb0, hb1", lines);
        Assert.Contains("      region a 0x110000000-0x14fffffff 1GiB volatile: 2 ways of 1KiB over m0, m1", lines);
        Assert.Contains("      region b 0x150000000-0x16fffffff 512MiB dc1: 2 ways of 256B over m1, m0", lines);
        Assert.Contains("    LD 0: volatile 512MiB, dc0-dc1 256MiB each, bound to h.rp0", lines);
    }

    [Fact]
    public void A_switch_below_a_switch_is_followed_to_its_devices()
    {
        var lines = LinesOf(TopologyTree.Of(ExampleFabrics.Cascade(levels: 3)));

        string[] way = ["root port rp0", "switch s0.us", "VCS v", "vPPB 1 ds", "switch s1.us", "VCS v", "vPPB 1 ds", "switch s2.us", "VCS v", "vPPB 1 ds", "device m0 LD 0"];
        var at = lines.FindIndex(line => line.TrimStart() == "root port rp0");
        for (var depth = 0; depth < way.Length; depth++)
        {
            var line = lines.Skip(at).First(line => line.Contains(way[depth], StringComparison.Ordinal) && line.TakeWhile(letter => letter == ' ').Count() == 6 + 2 * depth);
            Assert.NotNull(line);
        }
    }

    [Fact]
    public void A_device_reached_by_id_stands_at_its_vppb()
    {
        var cascade = ExampleFabrics.Cascade(levels: 1);
        var remote = cascade.Switches["s0"] with
        {
            Vcs = new Dictionary<string, VcsOptions> { ["v"] = new() { Upstream = "us", Vppbs = [new VppbOptions { Device = "m0", Ld = 1 }] } },
        };
        var fabric = cascade with { Switches = new Dictionary<string, SwitchOptions> { ["s0"] = remote } };

        var lines = LinesOf(TopologyTree.Of(fabric)).ConvertAll(line => line.Trim());

        Assert.Contains("vPPB 0 by id device m0 LD 1: persistent 128MiB", lines);
        Assert.Contains("LD 1: persistent 128MiB, bound to h.rp0", lines);
        Assert.Contains("VCS v\\nvPPBs by id: 1", TopologyDot.Of(fabric), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_in_a_circle_are_shown_once()
    {
        var circle = ExampleFabrics.Cascade(levels: 2, closesCircle: true);

        var lines = LinesOf(TopologyTree.Of(circle));

        Assert.Single(lines, line => line.Contains("shown above", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_connected_says_so()
    {
        var lines = LinesOf(TopologyTree.Of(ExampleFabrics.Cascade(levels: 1))).ConvertAll(line => line.Trim());

        Assert.Contains("vPPB 0 unbound", lines);
        Assert.Equal("not linked", lines[lines.IndexOf("root port rp1") + 1]);
        Assert.Contains("LD 1: persistent 128MiB, bound to no host", lines);
    }

    private static List<string> LinesOf(TopologyNode node, int depth = 0) =>
        [new string(' ', 2 * depth) + node.Text, .. node.Children.SelectMany(child => LinesOf(child, depth + 1))];
}
