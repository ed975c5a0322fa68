using System.Text.Json;

namespace CxlFabricSim.EndToEnd.Tests;

/// <summary><c>cxlsim list</c> on files, in cxl-cli's words.</summary>
public sealed class ListVerbTests
{
    [Fact]
    public void Memdevs_are_listed_where_nothing_else_is_asked_for()
    {
        var list = List("two-hosts-one-dcd.yaml");

        Assert.Equal(["mem0", "mem1"], list.EnumerateArray().Select(memdev => memdev.GetProperty("memdev").GetString()));
        Assert.Equal(["dcd0.ld0", "dcd0.ld1"], list.EnumerateArray().Select(memdev => memdev.GetProperty("host").GetString()));
        Assert.Equal((0xdcd0, 512L << 20), (list[0].GetProperty("serial").GetInt32(), list[0].GetProperty("dynamic_ram_1_size").GetInt64()));
    }

    [Fact]
    public void Verbose_nests_the_whole_hierarchy()
    {
        var bus = List("two-hosts-one-dcd.yaml", "-v")[1];
        var bridge = bus.GetProperty("ports:root4")[0];
        var @switch = bridge.GetProperty("ports:port5")[0];
        var endpoint = @switch.GetProperty("endpoints:port6")[0];
        var root = bus.GetProperty("decoders:root4")[0];
        var region = root.GetProperty("regions:decoder4.0")[0];

        Assert.Equal(("root4", "ACPI.CXL", "host1"), (Text(bus, "bus"), Text(bus, "provider"), Text(bus, "host")));
        Assert.Equal(("port5", "host1.hb0", "port6"), (Text(bridge, "port"), Text(bridge, "host"), Text(@switch, "port")));
        Assert.Equal(("endpoint7", "mem1"), (Text(endpoint, "endpoint"), Text(endpoint.GetProperty("memdev"), "memdev")));
        var decoder = endpoint.GetProperty("decoders:endpoint7")[0];
        Assert.Equal(("decoder7.0", "region1", "dynamic_ram_1"), (Text(decoder, "decoder"), Text(decoder, "region"), Text(decoder, "mode")));
        Assert.Equal(root.GetProperty("resource").GetUInt64(), decoder.GetProperty("resource").GetUInt64());
        Assert.Equal((0, 512L << 20), (decoder.GetProperty("dpa_resource").GetInt32(), decoder.GetProperty("dpa_size").GetInt64()));
        Assert.Equal(("region1", "commit"), (Text(region, "region"), Text(region, "decode_state")));
        Assert.Equal(("mem1", "decoder7.0"), (Text(region.GetProperty("mappings")[0], "memdev"), Text(region.GetProperty("mappings")[0], "decoder")));
        Assert.Equal(0, region.GetProperty("extents").GetArrayLength());
    }

    [Fact]
    public void Several_kinds_side_by_side_have_a_list_each()
    {
        var list = List("two-hosts-one-dcd.yaml", "-M", "-D");

        Assert.Equal(
            ["memdevs", "root decoders", "port decoders", "endpoint decoders"],
            list.EnumerateArray().Select(group => group.EnumerateObject().Single().Name));
    }

    [Fact]
    public void Interleaved_regions_name_their_devices_in_order()
    {
        var regions = List("interleave.yaml", "-R", "-T").EnumerateArray().Where(region => region.GetProperty("interleave_ways").GetInt32() > 1).ToList();

        Assert.NotEmpty(regions);
        Assert.All(regions, region =>
        {
            var ways = region.GetProperty("interleave_ways").GetInt32();
            Assert.Equal(Enumerable.Range(0, ways), region.GetProperty("mappings").EnumerateArray().Select(mapping => mapping.GetProperty("position").GetInt32()));
            Assert.Equal(ways, region.GetProperty("mappings").EnumerateArray().Select(mapping => Text(mapping, "memdev")).Distinct().Count());
        });
    }

    [Fact]
    public void The_human_form_has_units_and_no_array_around_a_single_object()
    {
        Assert.Equal("root0", Text(List("direct-attach.yaml", "-Bu"), "bus"));
        Assert.Equal("root0", Text(List("direct-attach.yaml", "-B")[0], "bus"));
        var memdev = List("two-hosts-one-dcd.yaml", "-Mu")[0];
        Assert.Equal(("512.00 MiB (536.87 MB)", "0xdcd0"), (Text(memdev, "dynamic_ram_1_size"), Text(memdev, "serial")));
    }

    [Theory]
    [InlineData("-m mem1", "memdevs mem1")]
    [InlineData("-m 1", "memdevs mem1")]
    [InlineData("-m mem0 -m mem1 -M", "memdevs mem0 mem1")]
    [InlineData("-m mem1,mem0", "memdevs mem0 mem1")]
    [InlineData("-m all", "memdevs mem0 mem1")]
    [InlineData("-m mem2", "memdevs")]
    [InlineData("-M -b root4", "memdevs mem1")]
    [InlineData("-b root4 -m mem0 -M", "memdevs")]
    [InlineData("-M -r region0", "memdevs mem0")]
    [InlineData("-P -e endpoint7", "ports port5")]
    [InlineData("-P -e endpoint7 -p port6", "ports port6")]
    [InlineData("-p port5,port1", "ports port1 port5")]
    [InlineData("-e endpoint3", "endpoints endpoint3")]
    [InlineData("-d decoder7.0", "decoders decoder7.0")]
    [InlineData("-D -d 0.0", "decoders decoder0.0")]
    [InlineData("-D -m mem1", "decoders decoder4.0 decoder5.0 decoder6.0 decoder7.0")]
    [InlineData("-r region1", "regions region1")]
    [InlineData("-R -d decoder7.0", "regions region1")]
    [InlineData("-B -r region0,region1 -m mem1", "buses root4")]
    public void Names_choose_what_is_listed(string arguments, string expected)
    {
        var list = List("two-hosts-one-dcd.yaml", arguments.Split(' '));

        // Decoders of several levels stand in a list each.
        var objects = list.EnumerateArray().SelectMany<JsonElement, JsonElement>(
            one => one.EnumerateObject().First() is { Value.ValueKind: JsonValueKind.Array } group ? [.. group.Value.EnumerateArray()] : [one]);
        Assert.Equal(expected.Split(' ')[1..], objects.Select(one => one.EnumerateObject().First().Value.GetString()));
    }

    [Fact]
    public void Of_an_interleaved_region_a_memdev_has_its_own_decoders_only()
    {
        var memdevs = List("interleave.yaml", "-M").GetArrayLength();
        foreach (var number in new[] { 1, memdevs / 2, memdevs - 1 })
        {
            var endpoint = Text(List("interleave.yaml", "-E", "-m", $"{number}")[0], "endpoint")!;
            var decoders = List("interleave.yaml", "-D", "-m", $"{number}").EnumerateArray().Single(group => group.TryGetProperty("endpoint decoders", out _));

            Assert.All(
                decoders.GetProperty("endpoint decoders").EnumerateArray(),
                decoder => Assert.StartsWith($"decoder{endpoint["endpoint".Length..]}.", Text(decoder, "decoder"), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_the_manager_binds_later_is_not_there_yet()
    {
        Assert.Equal(["mld0.ld3", "mld0.ld7"], List("mld.yaml", "-M").EnumerateArray().Select(memdev => Text(memdev, "host")));
        Assert.Equal(4, List("mld.yaml", "-R").GetArrayLength());
    }

    [Fact]
    public void Files_behind_devices_are_left_alone()
    {
        using var folder = new TemporaryFolder();
        var backed = folder.Write("backed.yaml", "devices: {dcd0: {dynamic: {size: 512MiB, path: dcd0.mem}}}");

        var outcome = new Cli().Run("list", Repository.Config("two-hosts-one-dcd.yaml"), backed);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["backed.yaml"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData]
    [InlineData("a.yaml", "--connect", "127.0.0.1:1")]
    public void Files_or_a_connection_are_needed_and_not_both(params string[] arguments)
    {
        var outcome = new Cli().Run(["list", .. arguments]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("list: give scenario files, or --connect", outcome.Error, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string key) => element.GetProperty(key).GetString();

    private static JsonElement List(string config, params string[] arguments)
    {
        var outcome = new Cli().Run(["list", Repository.Config(config), .. arguments]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return JsonDocument.Parse(outcome.Output).RootElement.Clone();
    }
}
