namespace CxlFabricSim.Simulation.Tests.Scenarios;

/// <summary>Which sets and orders of devices a region can interleave over.</summary>
public sealed class InterleaveTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(1, 1, 8)]
    [InlineData(1, 4, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(3, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 1, 4)]
    [InlineData(2, 2, 4)]
    public void Devices_share_out_over_bridges_ports_and_switches(int bridges, int ports, int below) =>
        Assert.Empty(ScenarioText.Load(Fabric(bridges, ports, below)).Errors);

    [Theory]
    [InlineData(1, 3, 1, "3 ways below b0")]
    [InlineData(1, 1, 3, "3 ways below s00.v")]
    [InlineData(1, 1, 6, "6 ways below s00.v")]
    [InlineData(1, 1, 5, "5 devices")]
    [InlineData(1, 1, 16, "16 ways below s00.v")]
    public void A_factor_of_three_and_more_than_eight_do_not_fit_below_a_bridge(int bridges, int ports, int below, string found)
    {
        var mistake = ScenarioText.OnlyMistake(Fabric(bridges, ports, below));

        Assert.Equal(("hosts:h:regions:r:devices", found), (mistake.Key, mistake.Found));
    }

    [Fact]
    public void An_order_that_decoders_cannot_express_is_answered_with_one_that_they_can()
    {
        var mistake = ScenarioText.OnlyMistake(Fabric(2, 1, 2), "hosts:h:regions:r:devices=[d000, d001, d100, d101]");

        Assert.Contains("the order cannot be decoded", mistake.Found, StringComparison.Ordinal);
        Assert.Equal("[d000, d100, d001, d101]", mistake.WouldDo);
        Assert.Empty(ScenarioText.Load(Fabric(2, 1, 2), $"hosts:h:regions:r:devices={mistake.WouldDo}").Errors);
    }

    [Fact]
    public void Devices_that_do_not_share_out_are_counted_by_bridge_or_port()
    {
        var byBridge = ScenarioText.OnlyMistake(Fabric(2, 2, 2), "hosts:h:regions:r:devices=[d000, d100, d001, d010]");
        var byPort = ScenarioText.OnlyMistake(Fabric(1, 2, 4), "hosts:h:regions:r:devices=[d000, d010, d001, d002]");

        Assert.Equal("the devices do not share out evenly below window: 3, 1", byBridge.Found);
        Assert.Equal("the devices do not share out evenly below b0: 3, 1", byPort.Found);
    }

    [Fact]
    public void A_device_behind_a_bridge_that_the_window_does_not_lead_to_is_named()
    {
        var mistake = ScenarioText.OnlyMistake(Fabric(2, 1, 1), "hosts:h:windows:w:targets=[b0]");

        Assert.Equal("d100 is behind b1, which w does not lead to", mistake.Found);
    }

    [Fact]
    public void Parts_of_different_size_cannot_be_interleaved()
    {
        var mistake = ScenarioText.OnlyMistake(Fabric(1, 1, 2), "devices:d001:volatile=512MiB");

        Assert.Equal("the devices' volatile parts differ: d000 256MiB, d001 512MiB", mistake.Found);
    }

    [Theory]
    [InlineData("2KiB", "")]
    [InlineData("4KiB", "at most 2KiB: decoders go up to 16KiB")]
    public void Each_level_interleaves_coarser_up_to_16_KiB(string granularity, string wouldDo)
    {
        var errors = ScenarioText.Load(
            Fabric(2, 4, 2), $"hosts:h:regions:r:granularity={granularity}", $"hosts:h:windows:w:granularity={granularity}").Errors;

        Assert.Equal(wouldDo.Length == 0 ? [] : [wouldDo], errors.Select(error => error.WouldDo));
    }

    [Fact]
    public void Window_and_region_interleave_alike_where_both_do()
    {
        var mistake = ScenarioText.OnlyMistake(Fabric(2, 1, 1), "hosts:h:regions:r:granularity=1KiB");

        Assert.Equal("is 1KiB in a window that interleaves at 256B", mistake.Found);
    }

    [Fact]
    public void A_window_over_three_bridges_is_a_multiple_of_three_times_256_MiB()
    {
        var mistake = ScenarioText.OnlyMistake(Fabric(3, 1, 1), "hosts:h:windows:w:size=1GiB");

        Assert.Equal("768MiB or 1536MiB would do", mistake.WouldDo);
    }

    // Device d(bridge)(port)(place), named in the order in which granules go round; one below a port is attached directly.
    internal static string Fabric(int bridges, int ports, int below)
    {
        var places = (from place in Enumerable.Range(0, below) from port in Enumerable.Range(0, ports) from bridge in Enumerable.Range(0, bridges) select (bridge, port, place)).ToList();
        var names = places.Select(at => $"d{at.bridge}{at.port}{at.place:x}").ToList();
        var rootPorts = Enumerable.Range(0, bridges).SelectMany(bridge => Enumerable.Range(0, ports), (bridge, port) => $"{bridge}{port}").ToList();
        var isDirect = below == 1;
        var downPorts = Enumerable.Range(0, below).Select(place => $"ds{place:x}").ToList();
        var upLinks = rootPorts.Select(port => $"  up{port}: {{type: l, from: h.p{port}, to: {(isDirect ? $"d{port}0" : $"s{port}.us")}}}");
        var downLinks = isDirect ? [] : places.Select(at => $"  down{at.bridge}{at.port}{at.place:x}: {{type: l, from: s{at.bridge}{at.port}.ds{at.place:x}, to: d{at.bridge}{at.port}{at.place:x}}}");
        var vppbs = string.Join(", ", downPorts.Select(port => $"{{port: {port}}}"));
        var switches = isDirect ? [] : rootPorts.Select(port => $"  s{port}: {{ports: [us, {string.Join(", ", downPorts)}], vcs: {{v: {{upstream: us, vppbs: [{vppbs}]}}}}}}");
        var hostBridges = Enumerable.Range(0, bridges).Select(bridge => $"b{bridge}: [{string.Join(", ", rootPorts.Where(port => port[0] == '0' + bridge).Select(port => $"p{port}"))}]");
        var size = (256 * bridges * ports * below + 767) / 768 * 768 * 4;
        return string.Join('\n',
        [
            "linkTypes: {l: {}}",
            "links:", .. upLinks, .. downLinks,
            isDirect ? "switches: {}" : "switches:", .. switches,
            "devices:", .. names.Select(name => $"  {name}: {{volatile: 256MiB}}"),
            "hosts:",
            "  h:",
            $"    bridges: {{{string.Join(", ", hostBridges)}}}",
            $"    windows: {{w: {{targets: [{string.Join(", ", Enumerable.Range(0, bridges).Select(bridge => $"b{bridge}"))}], size: {size}MiB}}}}",
            $"    regions: {{r: {{window: w, devices: [{string.Join(", ", names)}], memory: volatile}}}}",
        ]);
    }
}
