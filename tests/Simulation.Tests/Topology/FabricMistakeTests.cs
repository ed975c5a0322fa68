namespace CxlFabricSim.Simulation.Tests.Topology;

/// <summary>Fabrics that cannot work, found before they run and named with their line.</summary>
public sealed class FabricMistakeTests
{
    private const string Host0Far = "switches:sw0:vcs:v:vppbs:1:device";
    private const string Host2Far = "switches:sw2:vcs:v:vppbs:0:device";

    [Fact]
    public void Both_fabrics_have_no_mistakes_as_they_stand()
    {
        Assert.Empty(ScenarioText.Load(FabricText.Row).Errors);
        Assert.Empty(ScenarioText.Load(FabricText.Tree).Errors);
    }

    [Theory]
    // Routes by hand.
    [InlineData("    ports: [t0, t2]", "    ports: [t0, t2]\n    routes: {mem2: t0}", Host0Far, "messages for mem2 go round in a circle: sw0 -> sw1 -> sw0", "change the routes")]
    [InlineData("    ports: [t0, t2]", "    ports: [t0, t2]\n    routes: {host2: t0}", Host2Far, "messages for host2.rp0 go round in a circle: sw0 -> sw1 -> sw0", "change the routes")]
    [InlineData("    ports: [d, t1, h]", "    ports: [d, t1, h]\n    routes: {mem2: t1}", Host0Far, "messages for mem2 go round in a circle: sw0 -> sw1 -> sw2 -> sw1", "change the routes")]
    [InlineData("    ports: [h, d, t1, spare]", "    ports: [h, d, t1, spare]\n    routes: {mem2: spare}", Host0Far, "mem2 cannot be reached: the way ends at sw0", "give a route")]
    [InlineData("    ports: [h, d, t1, spare]", "    ports: [h, d, t1, spare]\n    routes: {mem2: d}", Host0Far, "mem2 cannot be reached: the way ends at sw0", "give a route")]
    [InlineData("    ports: [t0, t2]", "    ports: [t0, t2]\n    routes: {mem9: t0}", "switches:sw1:routes:mem9", "no host or device \"mem9\"", "did you mean")]
    [InlineData("    ports: [t0, t2]", "    ports: [t0, t2]\n    routes: {mem2: t9}", "switches:sw1:routes:mem2", "no port of sw1 \"t9\"", "did you mean")]
    // Bindings by id.
    [InlineData("{device: mem2, ld: 1}", "{device: mem3, ld: 1}", Host0Far, "no device \"mem3\"", "known: mem0, mem2")]
    [InlineData("{device: mem2, ld: 1}", "{device: mem2, ld: 0}", "switches:sw2:vcs:v:vppbs:1:ld", "logical device 0 of mem2 is already bound to switches:sw0:vcs:v:vppbs:1", "several logicalDevices")]
    [InlineData("{device: mem2, ld: 1}", "{device: mem2, ld: 2}", "switches:sw0:vcs:v:vppbs:1:ld", "mem2 has no logical device 2", "0 to 1")]
    [InlineData("{device: mem2, ld: 1}", "{device: mem2, ld: 1, port: spare}", Host0Far, "bound to port spare as well", "not both")]
    [InlineData("{device: mem2, ld: 1}", "{port: t1, ld: 1}", "switches:sw0:vcs:v:vppbs:1:port", "sw0.t1 leads to sw1.t0, which is no virtual switch's upstream port", "device: NAME")]
    // Links between switches.
    [InlineData("from: sw1.t2, to: sw2.t1", "from: sw1.t2, to: sw1.t0", "links:t12:to", "sw1 is linked to itself", "two switches", "links:t12:to")]
    [InlineData("from: sw1.t2, to: sw2.t1", "from: sw1.t2, to: sw2.t7", "links:t12:to", "no port of sw2 \"t7\"", "did you mean \"t1\"")]
    [InlineData("from: sw1.t2, to: sw2.t1", "from: sw1.t0, to: sw2.t1", "links:t12:from", "sw1.t0 is already an end of link t01", "one link")]
    public void What_cannot_be_routed_is_named_with_line_and_what_would_do(
        string piece, string replacement, string key, string found, string wouldDo, params string[] consequences)
    {
        var text = FabricText.With(FabricText.Row, piece, replacement);

        var errors = ScenarioText.Load(text).Errors;

        var mistake = errors.FirstOrDefault(error => error.Key == key && error.Found.Contains(found, StringComparison.Ordinal));
        Assert.True(mistake is not null, $"\"{found}\" at {key} is not among: {string.Join('\n', errors)}");
        Assert.Contains(wouldDo, mistake.WouldDo, StringComparison.Ordinal);
        Assert.Equal(consequences.Order(), errors.Where(error => error != mistake).Select(error => error.Key).Order());
        var named = key[(key.LastIndexOf(':') + 1)..];
        Assert.Contains(named, text.Split('\n')[mistake.Line - 1], StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_behind_a_missing_link_cannot_be_reached()
    {
        var text = FabricText.With(FabricText.Row, "  t12: {type: l, from: sw1.t2, to: sw2.t1}\n", "");

        var errors = ScenarioText.Load(text).Errors;

        Assert.Equal([Host0Far, Host2Far], errors.Select(error => error.Key));
        Assert.Equal(["mem2 cannot be reached: the way ends at sw0", "mem0 cannot be reached: the way ends at sw2"], errors.Select(error => error.Found));
        Assert.All(errors, error => Assert.Contains("vppbs:", text.Split('\n')[error.Line - 1], StringComparison.Ordinal));
    }

    [Fact]
    public void A_device_attached_to_a_host_cannot_be_reached_by_id()
    {
        var text = FabricText.With(FabricText.Row, "from: sw2.d, to: mem2", "from: host2.rp1, to: mem2").Replace("host2: *host", "host2: {bridges: {hb0: [rp0, rp1]}}", StringComparison.Ordinal);

        text = text.Replace("{port: d, ld: 0}]}}\ndevices", "{port: \"\"}]}}\ndevices", StringComparison.Ordinal).Replace("ports: [d, t1, h]", "ports: [t1, h]", StringComparison.Ordinal);

        var errors = ScenarioText.Load(text).Errors;

        Assert.Contains(errors, error => error.Key == Host0Far && error.Found == "mem2 cannot be reached: the way ends at sw0");
    }

    [Fact]
    public void Only_the_virtual_switch_at_a_host_turns_addresses_into_ids()
    {
        var text = FabricText.With(FabricText.Tree, "sw1: {ports: [us, ds, more], vcs: {v: {upstream: us, vppbs: [{port: ds}]}}}", "sw1: {ports: [us, ds, more], vcs: {v: {upstream: us, vppbs: [{device: mem1}]}}}");

        var mistake = ScenarioText.OnlyMistake(text);

        Assert.Equal("switches:sw1:vcs:v:vppbs:0:device", mistake.Key);
        Assert.Equal("sw1.v is not linked to a host, and only an edge switch turns addresses into ids", mistake.Found);
        Assert.Equal(ScenarioText.LineOf(text, "{device: mem1}"), mistake.Line);
    }

    [Fact]
    public void A_virtual_switch_below_itself_is_refused()
    {
        // sw1's second port leads to sw2, whose second port leads back to the upstream port of sw1.
        var text = FabricText.With(FabricText.Tree, "from: sw0.ds0, to: sw1.us", "from: sw2.more, to: sw1.us")
            .Replace("from: sw0.ds1, to: sw2.us", "from: sw1.more, to: sw2.us", StringComparison.Ordinal)
            .Replace("sw1: {ports: [us, ds, more], vcs: {v: {upstream: us, vppbs: [{port: ds}]}}}", "sw1: {ports: [us, ds, more], vcs: {v: {upstream: us, vppbs: [{port: ds}, {port: more}]}}}", StringComparison.Ordinal)
            .Replace("sw2: {ports: [us, ds, more], vcs: {v: {upstream: us, vppbs: [{port: ds}]}}}", "sw2: {ports: [us, ds, more], vcs: {v: {upstream: us, vppbs: [{port: ds}, {port: more}]}}}", StringComparison.Ordinal);

        var errors = ScenarioText.Load(text).Errors;

        Assert.Equal(["sw1.v stands below itself", "sw2.v stands below itself"], errors.Where(error => error.Key.EndsWith(":vcs:v:vppbs", StringComparison.Ordinal)).Select(error => error.Found));
        Assert.Contains(errors, error => error.Key == "switches:sw1:vcs:v:vppbs" && error.Line == ScenarioText.LineOf(text, "sw1: {ports"));
    }

    // Of four, the first of two equally short ways leaves the circle open.
    [Theory]
    [InlineData(3, "")]
    [InlineData(4, "")]
    [InlineData(5, "sw0 -> sw1 -> sw2 -> sw3 -> sw4 -> sw0")]
    [InlineData(6, "sw0 -> sw1 -> sw2 -> sw3 -> sw4 -> sw5 -> sw0")]
    public void Shortest_routes_around_a_circle_are_refused_with_the_circle_named(int switches, string circle)
    {
        var text = $$"""
            linkTypes: {l: {} }
            routing:
              paths: shortest
            topology: {kind: ring, switches: {{switches}}, hosts: {{switches - 1}}, devices: {{switches - 1}}, near: 0, far: 1, edge: l }
            duration: 1us
            """;

        var errors = ScenarioText.Load(text).Errors;

        Assert.Equal(circle.Length == 0 ? [] : [$"routes can block one another for good: {circle}"], errors.Select(error => error.Found));
        Assert.All(errors, error => Assert.Equal((2, "routing", "routing: {paths: upDown}, which never does"), (error.Line, error.Key, error.WouldDo)));
    }
}
