using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Schema;

namespace CxlFabricSim.Simulation.Tests.Scenarios.Schema;

/// <summary>The schema takes what the loader takes, and refuses what an editor should underline.</summary>
public sealed partial class SchemaTests
{
    private static readonly JsonObject Text = ScenarioSchema.Create();
    private static readonly SchemaValidator Validator = new(Text);

    public static TheoryData<string> Shipped =>
        [.. ScenariosOf("configs").Concat(ScenariosOf("bench")).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Every_shipped_scenario_is_valid(string file)
    {
        Assert.Empty(Validator.Validate(TreeOf(File.ReadAllText(Path.Combine(Repository.Root, file)))));
    }

    [Fact]
    public void The_small_scenario_of_the_tests_is_valid() => Assert.Empty(Validator.Validate(TreeOf(ScenarioText.Small)));

    [Theory]
    [InlineData("name: small", "nmae: small", "/nmae: is not allowed")]
    [InlineData("latency: 20ns", "latencey: 20ns", "/linkTypes/fast/latencey: is not allowed")]
    [InlineData("latency: 20ns", "latency: 20", "/linkTypes/fast/latency: 20 is above 0")]
    [InlineData("latency: 20ns", "latency: 20MiB", "/linkTypes/fast/latency: \"20MiB\" does not match")]
    [InlineData("latency: 20ns", "latency: -20ns", "/linkTypes/fast/latency: \"-20ns\" does not match")]
    [InlineData("bandwidth: 32GB/s", "bandwidth: 32GB", "/linkTypes/fast/bandwidth: \"32GB\" does not match")]
    [InlineData("bandwidth: 32GB/s", "bandwidth: [32GB/s]", "/linkTypes/fast/bandwidth: [\"32GB/s\"] is not of type")]
    [InlineData("volatile: 512MiB, dynamic: 1GiB}\n  dcd1", "volatile: 512mib, dynamic: 1GiB}\n  dcd1", "/devices/dcd0/volatile: \"512mib\" does not match")]
    [InlineData("dcd0: {logicalDevices: 2, volatile: 512MiB", "dcd0: {logicalDevices: two, volatile: 512MiB", "/devices/dcd0/logicalDevices: \"two\" does not match")]
    [InlineData("dcd0: {logicalDevices: 2, volatile: 512MiB", "dcd0: {logicalDevices: 2.5, volatile: 512MiB", "/devices/dcd0/logicalDevices: 2.5 is not of type")]
    [InlineData("dcd0: {logicalDevices: 2, volatile: 512MiB", "dcd0: {serial: -1, volatile: 512MiB", "/devices/dcd0/serial: -1 is below 0")]
    [InlineData("memory: dc0", "memory: dc8", "/hosts/host0/regions/r1/memory: \"dc8\" is none of")]
    [InlineData("action: add, ", "action: grow, ", "/manager/steps/0/action: \"grow\" is none of")]
    [InlineData("action: add, ", "", "/manager/steps/0: action is missing")]
    [InlineData("{region: r0, count: 100}", "{count: 100}", "/hosts/host0/streams/s0: region is missing")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 100, reads: 1.5}", "/hosts/host0/streams/s0/reads: 1.5 is above 1")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 100, verify: yes}", "/hosts/host0/streams/s0/verify: \"yes\" does not match")]
    [InlineData("targets: [hb0]", "targets: hb0", "/hosts/host0/windows/w0/targets: \"hb0\" is not of type")]
    [InlineData("    bridges: {hb0: [rp0]}\nmanager", "    bridges: [rp0]\nmanager", "/hosts/host1/bridges: [\"rp0\"] is not of type")]
    [InlineData("    bridges: {hb0: [rp0]}\nmanager", "    bridges: {h b: [rp0]}\nmanager", "/hosts/host1/bridges/h b: \"h b\" does not match")]
    [InlineData("devices:\n  dcd0", "devises:\n  dcd0", "/devises: is not allowed")]
    public void What_an_editor_should_underline_is_refused_by_schema_and_loader(string piece, string replacement, string mistake)
    {
        var text = ScenarioText.SmallWith(piece, replacement);

        Assert.Contains(Validator.Validate(TreeOf(text)), found => found.StartsWith(mistake, StringComparison.Ordinal));
        Assert.NotEmpty(ScenarioText.Load(text).Errors);
    }

    [Theory]
    [InlineData("name: small", "name: small\nseed: 0xdcd0")]
    [InlineData("name: small", "name: small\nseed: 1_000_000\nduration: 1.5ms")]
    [InlineData("name: small", "name:\nmanager:\nduration: ~")]
    [InlineData("latency: 20ns", "latency: 0.5 us")]
    [InlineData("dynamic: 1GiB}\n  dcd1", "dynamic: {size: 2GiB, regions: 2}}\n  dcd1")]
    [InlineData("{region: r0, count: 100}", "{region: r0, count: 1e2, reads: 70%, skew: .5, offset: 0, verify: false}")]
    [InlineData("    bridges: {hb0: [rp0]}\nmanager", "    bridges: {hb0: [rp0]}\n    streams:\nmanager")]
    public void What_the_loader_takes_is_valid(string piece, string replacement)
    {
        var text = ScenarioText.SmallWith(piece, replacement).Replace("name:\nmanager:\n", "name:\n", StringComparison.Ordinal);

        Assert.Empty(Validator.Validate(TreeOf(text)));
        Assert.Empty(ScenarioText.Load(text).Errors);
    }

    [Fact]
    public void Keys_are_described_and_tell_their_defaults()
    {
        var outstanding = Text["$defs"]!["host"]!["properties"]!["outstandingLines"]!;

        Assert.Equal("Lines in flight at most, over all streams (the core's miss buffers).", outstanding["description"]!.GetValue<string>());
        Assert.Equal(64, outstanding["default"]!.GetValue<int>());
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", Text["$schema"]!.GetValue<string>());
    }

    [Fact]
    public void Every_default_is_a_value_that_the_key_takes()
    {
        var described = Text["$defs"]!.AsObject().Select(definition => definition.Value!).Append(Text)
            .SelectMany(schema => new[] { schema["properties"], schema["anyOf"]?[1]?["properties"] })
            .OfType<JsonObject>().SelectMany(properties => properties).Where(property => property.Value!["default"] is not null).ToList();

        Assert.True(described.Count > 20);
        Assert.All(described, property =>
        {
            var rule = property.Value!.DeepClone().AsObject();
            rule["$defs"] = Text["$defs"]!.DeepClone();
            Assert.Empty(new SchemaValidator(rule).Validate(rule["default"]));
        });
    }

    private static IEnumerable<string> ScenariosOf(string folder) =>
        Directory.GetFiles(Repository.Folder(folder), "*.yaml").Select(file => Path.GetRelativePath(Repository.Root, file));

    // As an editor sees the file: merge keys resolved, plain scalars by the core schema of YAML.
    private static JsonNode? TreeOf(string text) => TreeOf(YamlReader.Parse(text, "s.yaml", [])!);

    private static JsonNode? TreeOf(ConfigNode node) => node switch
    {
        MapNode map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, TreeOf(entry.Value)))),
        ListNode list => new JsonArray([.. list.Items.Select(TreeOf)]),
        ScalarNode { Text: "true" or "false" } truth => truth.Text == "true",
        ScalarNode { Text: { } number } when Number().IsMatch(number) => decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture),
        ScalarNode { Text: { } word } when word.StartsWith("0x", StringComparison.Ordinal) => ulong.Parse(word[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        ScalarNode scalar => scalar.Text,
        _ => throw new InvalidOperationException($"a scenario has no {node.GetType()}"),
    };

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();
}
