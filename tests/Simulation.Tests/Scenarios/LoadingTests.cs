using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Scenarios;

public sealed class LoadingTests
{
    [Fact]
    public void The_small_scenario_is_bound_whole()
    {
        var scenario = ScenarioText.LoadRight(ScenarioText.Small);

        Assert.Equal("small", scenario.Name);
        Assert.Equal(["host0", "host1"], scenario.Hosts.Keys);
        Assert.Equal(["dcd0", "dcd1"], scenario.Hosts["host0"].Regions["r1"].Devices);
        Assert.Equal(RegionMemory.Dc0, scenario.Hosts["host0"].Regions["r1"].Memory);
        Assert.Equal(1, scenario.Switches["sw0"].Vcs["vcs1"].Vppbs[1].Ld);
        Assert.Equal(64UL << 20, scenario.Manager.Steps[0].Extents[0].Length.Bytes);
        Assert.Equal(64, scenario.LinkTypes["fast"].Credits.Request);
    }

    [Fact]
    public void Json_loads_as_yaml_does()
    {
        const string json = """{"name": "j", "devices": {"mem0": {"volatile": "256MiB"}}, "linkTypes": {"l": {}}, "links": {"l0": {"type": "l", "from": "h.p", "to": "mem0"}}, "hosts": {"h": {"bridges": {"b": ["p"]}}}}""";

        var scenario = ScenarioText.LoadRight(json);

        Assert.Equal(256UL << 20, scenario.Devices["mem0"].Volatile.Size.Bytes);
    }

    [Fact]
    public void Names_keep_ordinal_order_whatever_the_order_in_the_file()
    {
        var text = ScenarioText.SmallWith("  fast: {bandwidth: 32GB/s, latency: 20ns}", "  fast: {}\n  b: {}\n  Z: {}\n  a10: {}\n  a9: {}");

        Assert.Equal(["Z", "a10", "a9", "b", "fast"], ScenarioText.LoadRight(text).LinkTypes.Keys);
    }

    [Fact]
    public void A_later_file_adds_to_maps_and_replaces_values()
    {
        var loaded = ScenarioText.LoadLayers([ScenarioText.Small, "hosts: {host0: {outstandingLines: 8, streams: {s0: {count: 7}}}}"]);

        var host = loaded.Scenario!.Hosts["host0"];
        Assert.Equal(8, host.OutstandingLines);
        Assert.Equal(7, host.Streams["s0"].Count);
        Assert.Equal("r0", host.Streams["s0"].Region);
        Assert.Equal(2, host.Streams.Count);
    }

    [Fact]
    public void A_list_in_a_later_file_replaces_the_earlier_list_whole()
    {
        var three = ScenarioText.SmallWith("  - hosts.host0.verifyFailures == 0", "  - events > 1\n  - events > 2\n  - events > 3");

        var loaded = ScenarioText.LoadLayers([three, "expectations: [events > 4]"]);

        Assert.Equal(["events > 4"], loaded.Scenario!.Expectations);
    }

    [Fact]
    public void A_tilde_in_a_later_file_takes_a_key_back_to_its_default()
    {
        var loaded = ScenarioText.LoadLayers([ScenarioText.Small, "devices: {dcd0: {latency: 99ns}}", "devices: {dcd0: {latency: ~}}"]);

        Assert.Equal(new DeviceOptions().Latency, loaded.Scenario!.Devices["dcd0"].Latency);
    }

    [Fact]
    public void Options_win_over_variables_and_these_over_files()
    {
        var environment = new Dictionary<string, string> { ["CXLSIM_seed"] = "5", ["CXLSIM_hosts__host0__outstandingLines"] = "3", ["PATH"] = "x", ["CXLSIM_DEBUG"] = "1" };

        var loaded = ScenarioText.LoadLayers([ScenarioText.Small + "\nseed: 4\n"], ["hosts:host0:outstandingLines=2"], environment);

        Assert.Empty(loaded.Errors);
        Assert.Equal(5UL, loaded.Scenario!.Seed);
        Assert.Equal(2, loaded.Scenario.Hosts["host0"].OutstandingLines);
    }

    [Fact]
    public void A_variable_that_is_no_key_is_named()
    {
        var loaded = ScenarioText.LoadLayers([ScenarioText.Small], environment: new Dictionary<string, string> { ["CXLSIM_SEDE"] = "5" });

        Assert.StartsWith("environment variable CXLSIM_SEDE: SEDE: \"SEDE\" is not a key here; did you mean \"seed\"?", Assert.Single(loaded.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_reaches_into_lists_and_appends()
    {
        var scenario = ScenarioText.LoadRight(
            ScenarioText.Small, "manager:steps:0:region=0", "manager:steps:0:extents:0:length=2MiB", "expectations:1=events > 0");

        Assert.Equal(2UL << 20, scenario.Manager.Steps[0].Extents[0].Length.Bytes);
        Assert.Equal("host0", scenario.Manager.Steps[0].Host);
        Assert.Equal(["hosts.host0.verifyFailures == 0", "events > 0"], scenario.Expectations);
    }

    [Fact]
    public void An_option_may_hold_a_list_or_map()
    {
        var scenario = ScenarioText.LoadRight(ScenarioText.Small, "expectations=[]", "linkTypes:fast:credits={request: 1, io: 2}");

        Assert.Empty(scenario.Expectations);
        Assert.Equal(1, scenario.LinkTypes["fast"].Credits.Request);
        Assert.Equal(2, scenario.LinkTypes["fast"].Credits.Io);
    }

    [Theory]
    [InlineData("seed", "has no key and value")]
    [InlineData("=5", "has no key and value")]
    [InlineData("hosts::host0=1", "is not a key path")]
    [InlineData("expectations:2=events > 0", "leads to a place that the list does not have")]
    [InlineData("expectations:x=events > 0", "leads to a place that the list does not have")]
    [InlineData("seed=[1", "cannot be parsed")]
    public void An_option_that_says_nothing_usable_is_refused(string option, string found)
    {
        var mistake = ScenarioText.OnlyMistake(ScenarioText.Small, option);

        Assert.Equal($"--set {option}", mistake.File);
        Assert.Contains(found, mistake.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Backing_given_as_a_size_equals_the_map_with_that_size()
    {
        var shortForm = ScenarioText.LoadRight(ScenarioText.Small).Devices["dcd0"];
        var longForm = ScenarioText.LoadRight(ScenarioText.SmallWith("dcd0: {logicalDevices: 2, volatile: 512MiB", "dcd0: {logicalDevices: 2, volatile: {size: 512MiB}")).Devices["dcd0"];

        Assert.Equal(512UL << 20, shortForm.Volatile.Size.Bytes);
        Assert.Equal(longForm, shortForm);
    }

    [Fact]
    public void A_short_form_laid_over_a_map_changes_its_size_only()
    {
        var loaded = ScenarioText.LoadLayers(
            [ScenarioText.Small, "devices: {dcd0: {dynamic: {regions: 2}}}", "devices: {dcd0: {dynamic: 2GiB}, dcd1: {dynamic: 2GiB}}"],
            ["devices:dcd1:dynamic:regions=2"]);

        Assert.Empty(loaded.Errors);
        Assert.Equal(2, loaded.Scenario!.Devices["dcd0"].Dynamic.Regions);
        Assert.Equal(2UL << 30, loaded.Scenario.Devices["dcd1"].Dynamic.Size.Bytes);
        Assert.Equal(2, loaded.Scenario.Devices["dcd1"].Dynamic.Regions);
    }

    [Fact]
    public void Anchors_and_merge_keys_share_what_hosts_have_alike()
    {
        var text = ScenarioText.SmallWith("    bridges: {hb0: [rp0]}\nmanager", "    <<: {bridges: &b {hb0: [rp0]}, outstandingLines: 9}\n    outstandingLines: 4\nmanager");

        var host = ScenarioText.LoadRight(text).Hosts["host1"];

        Assert.Equal(["rp0"], host.Bridges["hb0"]);
        Assert.Equal(4, host.OutstandingLines);
    }

    [Fact]
    public void A_backing_path_counts_from_the_folder_of_its_file()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "mem"));
        var file = folder.Write("s.yaml", ScenarioText.SmallWith("volatile: 512MiB, dynamic: 1GiB}\n  dcd1", "volatile: {size: 512MiB, path: mem/v.mem}, dynamic: 1GiB}\n  dcd1"));

        var scenario = ScenarioLoader.Load([file], ["devices:dcd1:volatile:path=here.mem"], new Dictionary<string, string>()).Scenario!;

        Assert.Equal(Path.Combine(folder.Path, "mem", "v.mem"), scenario.Devices["dcd0"].Volatile.Path);
        Assert.Equal(Path.GetFullPath("here.mem"), scenario.Devices["dcd1"].Volatile.Path);
    }

    [Fact]
    public void Every_shipped_scenario_has_no_mistakes()
    {
        var configs = Directory.GetFiles(Repository.Folder("configs"), "*.yaml");

        Assert.NotEmpty(configs);
        Assert.All(configs, file => Assert.Empty(ScenarioLoader.Load([file], [], new Dictionary<string, string>()).Errors));
    }
}
