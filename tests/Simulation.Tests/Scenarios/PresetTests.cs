using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Tests.Scenarios;

/// <summary>Timing to start from: presets that ship, presets in files, defaults.</summary>
public sealed class PresetTests
{
    private const string Direct =
        """
        preset: asic-fast
        links: {l: {type: cxl, from: h.p, to: m}}
        devices: {m: {volatile: 256MiB}}
        hosts: {h: {bridges: {b: [p]}}}
        """;

    private const string Star =
        """
        preset: asic-fast
        topology: {kind: star, hosts: 2, devices: 3, near: 1, edge: cxl}
        """;

    public static TheoryData<string> Shipped => new(Presets.Names);

    [Fact]
    public void A_preset_gives_link_types_and_what_hosts_and_devices_leave_out()
    {
        var scenario = ScenarioText.LoadRight(Direct);

        Assert.Equal((LinkGeneration.Gen5, 8), (scenario.LinkTypes["cxl"].Generation, scenario.LinkTypes["cxl"].Width));
        Assert.Equal((44, 62, 512), (scenario.Hosts["h"].LoadToUse.Nanoseconds, scenario.Hosts["h"].RootComplexLatency.Nanoseconds, scenario.Hosts["h"].OutstandingLines));
        Assert.Equal((45, 64, "ddr5-4800", 2), (scenario.Devices["m"].Latency.Nanoseconds, scenario.Devices["m"].QueueDepth, scenario.Devices["m"].Dram?.Type, scenario.Devices["m"].Dram?.Modules));
        Assert.Equal(256 * Sizes.MiB, scenario.Devices["m"].Volatile.Size.Bytes);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_preset_that_ships_loads_and_changes_the_timing_of_host_or_device(string preset)
    {
        var scenario = ScenarioText.LoadRight(Direct, $"preset={preset}");

        Assert.True(scenario.LinkTypes.ContainsKey("cxl") && scenario.LinkTypes.ContainsKey("trunk"));
        Assert.NotEqual((new HostOptions().LoadToUse, new DeviceOptions().Latency), (scenario.Hosts["h"].LoadToUse, scenario.Devices["m"].Latency));
    }

    [Fact]
    public void What_a_part_says_itself_wins_and_the_rest_of_it_stays_the_presets()
    {
        var scenario = ScenarioText.LoadRight(Direct.Replace("volatile: 256MiB", "volatile: 256MiB, latency: 99ns, dram: {modules: 1}", StringComparison.Ordinal) + "\nlinkTypes: {cxl: {width: 16}}");

        Assert.Equal((99, 64, "ddr5-4800", 1), (scenario.Devices["m"].Latency.Nanoseconds, scenario.Devices["m"].QueueDepth, scenario.Devices["m"].Dram?.Type, scenario.Devices["m"].Dram?.Modules));
        Assert.Equal((LinkGeneration.Gen5, 16, 2), (scenario.LinkTypes["cxl"].Generation, scenario.LinkTypes["cxl"].Width, scenario.LinkTypes["cxl"].Latency.Propagation.Nanoseconds));
    }

    [Fact]
    public void A_value_written_short_keeps_what_the_preset_says_beside_it()
    {
        var scenario = ScenarioText.LoadRight(Direct.Replace("volatile: 256MiB", "volatile: 256MiB, dram: ddr5-5600", StringComparison.Ordinal));

        Assert.Equal(("ddr5-5600", 2), (scenario.Devices["m"].Dram?.Type, scenario.Devices["m"].Dram?.Modules));
    }

    [Fact]
    public void Defaults_of_the_scenario_lie_over_those_of_the_preset_and_under_the_parts()
    {
        var text = Direct.Replace("m: {volatile: 256MiB}", "m: {volatile: 256MiB}, n: {volatile: 256MiB, queueDepth: 3}", StringComparison.Ordinal)
            .Replace("to: m}", "to: m}, k: {type: cxl, from: h.q, to: n}", StringComparison.Ordinal)
            .Replace("[p]", "[p, q]", StringComparison.Ordinal);

        var scenario = ScenarioText.LoadRight(text + "\ndefaults: {device: {queueDepth: 8}}");

        Assert.Equal((8, 3), (scenario.Devices["m"].QueueDepth, scenario.Devices["n"].QueueDepth));
        Assert.All(scenario.Devices.Values, device => Assert.Equal(45, device.Latency.Nanoseconds));
    }

    [Fact]
    public void Defaults_reach_all_parts_that_a_topology_makes()
    {
        var scenario = ScenarioText.LoadRight(Star);

        Assert.Equal((2, 3, 1), (scenario.Hosts.Count, scenario.Devices.Count, scenario.Switches.Count));
        Assert.All(scenario.Hosts.Values, host => Assert.Equal((44, 512), (host.LoadToUse.Nanoseconds, host.OutstandingLines)));
        Assert.All(scenario.Devices.Values, device => Assert.Equal((45, 64), (device.Latency.Nanoseconds, device.QueueDepth)));
        Assert.All(scenario.Switches.Values, @switch => Assert.Equal(90, @switch.Latency.Nanoseconds));
    }

    [Fact]
    public void What_a_topology_says_of_its_parts_wins_over_defaults()
    {
        var scenario = ScenarioText.LoadRight(Star.Replace("edge: cxl}", "edge: cxl, device: {latency: 10ns}}", StringComparison.Ordinal));

        Assert.All(scenario.Devices.Values, device => Assert.Equal((10, 64), (device.Latency.Nanoseconds, device.QueueDepth)));
    }

    [Fact]
    public void Defaults_work_without_a_preset()
    {
        var scenario = ScenarioText.LoadRight(ScenarioText.Small + "\ndefaults: {device: {latency: 33ns}, switch: {latency: 7ns}}");

        Assert.All(scenario.Devices.Values, device => Assert.Equal(33, device.Latency.Nanoseconds));
        Assert.Equal(7, scenario.Switches["sw0"].Latency.Nanoseconds);
    }

    [Fact]
    public void A_preset_may_be_a_file_beside_the_scenario()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine.yaml", "linkTypes: {cxl: {bandwidth: 5GB/s}}\ndefaults: {host: {loadToUse: 3ns}}");
        var file = folder.Write("scenario.yaml", Direct.Replace("asic-fast", "mine.yaml", StringComparison.Ordinal));

        var loaded = ScenarioLoader.Load([file], [], new Dictionary<string, string>());

        Assert.Empty(loaded.Errors);
        Assert.Equal((5_000_000_000UL, 3), (loaded.Scenario!.LinkTypes["cxl"].Bandwidth?.BytesPerSecond, loaded.Scenario.Hosts["h"].LoadToUse.Nanoseconds));
    }

    [Fact]
    public void A_preset_that_there_is_not_is_a_mistake_that_names_the_nearest()
    {
        var mistake = ScenarioText.OnlyMistake(ScenarioText.Small + "\npreset: asic-fats");

        Assert.Equal(("preset", "there is no preset \"asic-fats\""), (mistake.Key, mistake.Found));
        Assert.Contains("\"asic-fast\"", mistake.WouldDo, StringComparison.Ordinal);
        Assert.Equal(ScenarioText.LineOf(ScenarioText.Small + "\npreset: asic-fats", "preset: "), mistake.Position.Line);
    }

    [Fact]
    public void What_is_wrong_with_a_part_that_defaults_fill_is_told_where_the_part_stands()
    {
        var mistake = ScenarioText.OnlyMistake(Direct.Replace("m: {volatile: 256MiB}", "m: {volatile: 256MiB},\n  n: {volatile: 256MiB}", StringComparison.Ordinal));

        Assert.Equal(("devices:n", 4), (mistake.Key, mistake.Position.Line));
    }

    [Fact]
    public void A_wrong_value_in_defaults_is_told_where_it_stands()
    {
        var text = ScenarioText.Small + "\ndefaults: {device: {latency: soon}}";

        var loaded = ScenarioText.Load(text);

        Assert.NotEmpty(loaded.Errors);
        Assert.All(loaded.Errors, error => Assert.Equal(ScenarioText.LineOf(text, "defaults:"), error.Position.Line));
    }
}
