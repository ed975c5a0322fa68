using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Scenarios;

/// <summary>Files that cannot be read, and keys and shapes that do not fit.</summary>
public sealed class MistakeTests
{
    [Fact]
    public void A_mistake_prints_file_line_column_key_and_message()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("s.yaml", ScenarioText.SmallWith("latency: 20ns", "latencey: 20ns"));

        var mistake = Assert.Single(ScenarioLoader.Load([file], [], new Dictionary<string, string>()).Errors);

        Assert.Equal(
            $"{file}:3:29: linkTypes:fast:latencey: \"latencey\" is not a key here; did you mean \"latency\"? known: generation, width, flit, bandwidth, latency, credits, packing, bitErrorRate, retryTime",
            mistake.ToString());
    }

    [Fact]
    public void All_mistakes_of_all_files_are_reported_at_once_in_order()
    {
        var first = ScenarioText.SmallWith("name: small", "name: small\nseed: x").Replace("count: 100}", "cuont: 100, stop: 1ms}", StringComparison.Ordinal);

        var loaded = ScenarioText.LoadLayers([first, "expectations: [nothing]\n"], ["hosts:host0:outstandingLines=no"]);

        Assert.Null(loaded.Scenario);
        Assert.Equal(
            ["seed", "hosts:host0:streams:s0:cuont", "expectations:0", "hosts:host0:outstandingLines"],
            loaded.Errors.Select(error => error.Key));
        Assert.Equal([2, 27, 1, 0], loaded.Errors.Select(error => error.Line));
    }

    [Theory]
    [InlineData("", "is empty", 0)]
    [InlineData("# only a comment\n", "is empty", 0)]
    [InlineData("- a\n- b\n", "holds a list", 1)]
    [InlineData("just text", "holds \"just text\"", 1)]
    [InlineData("name: x\nhosts: {a: 1, b: 2\n", "cannot be parsed", 3)]
    [InlineData("name: x\nhosts: [1\nseed: 2\n", "cannot be parsed", 2)]
    [InlineData("name: x\nhosts:\n\ta: 1\n", "cannot be parsed", 3)]
    [InlineData("name: \"x\nseed: 1", "cannot be parsed", 2)]
    [InlineData("name: *nobody\n", "no anchor &nobody", 1)]
    [InlineData("a: &a [*a]\n", "no anchor &a", 1)]
    [InlineData("a\0b", "is binary", 0)]
    [InlineData("? [a, b]\n: c\n", "a key must be a plain name", 1)]
    public void What_is_no_map_of_keys_is_refused_with_its_place(string text, string found, int line)
    {
        var mistake = ScenarioText.OnlyMistake(text);

        Assert.Contains(found, mistake.Found, StringComparison.Ordinal);
        Assert.Equal(line, mistake.Line);
    }

    [Fact]
    public void Deep_nesting_ends_with_a_message()
    {
        var mistake = ScenarioText.OnlyMistake("a: " + new string('[', 100_000));

        Assert.Contains("more than 64 levels deep", mistake.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_of_aliases_that_grow_without_bound_are_refused()
    {
        var lines = Enumerable.Range(1, 40).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]");

        var mistake = ScenarioText.OnlyMistake("a0: &a0 [x, y]\n" + string.Join('\n', lines));

        Assert.Contains("when aliases are written out", mistake.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_files_folders_and_other_encodings_are_each_named()
    {
        using var folder = new TemporaryFolder();
        var latin = Path.Combine(folder.Path, "latin.yaml");
        File.WriteAllBytes(latin, [.. "name: "u8, 0xE9, 0x20]);
        var missing = Path.Combine(folder.Path, "missing.yaml");

        var loaded = ScenarioLoader.Load([missing, folder.Path, latin], [], new Dictionary<string, string>());

        Assert.Equal(
            ["there is no such file", "is a folder", "is not UTF-8 text"],
            loaded.Errors.Select(error => error.Found));
        Assert.Equal([missing, folder.Path, latin], loaded.Errors.Select(error => error.File));
    }

    [Fact]
    public void A_huge_file_is_refused_without_reading_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("huge.yaml", "");
        using (var stream = File.OpenWrite(file)) stream.SetLength(100 << 20);

        var mistake = Assert.Single(ScenarioLoader.Load([file], [], new Dictionary<string, string>()).Errors);

        Assert.Equal("has 100 MiB", mistake.Found);
    }

    [Theory]
    [InlineData("{\n  // the name\n  \"name\": \"x\"\n}", 2, 3)]
    [InlineData("{\n  \"name\": \"x\", // the name\n  \"hosts\": {}\n}", 2, 16)]
    [InlineData("{\"name\": \"x\" /* the\nname */}", 1, 14)]
    [InlineData("// scenario\n{\"name\": \"x\"}", 1, 1)]
    public void Comments_in_json_style_are_one_mistake_that_says_how_comments_begin(string text, int line, int column)
    {
        var mistake = ScenarioText.OnlyMistake(text);

        Assert.Equal((line, column, "a comment begins with #, in JSON as well"), (mistake.Line, mistake.Column, mistake.WouldDo));
    }

    [Theory]
    [InlineData("{\"name\": \"a // b\"}")]
    [InlineData("{name: http://a/*b}")]
    [InlineData("{\n  # // as YAML has it\n  \"name\": \"a \\\" // b\"}")]
    [InlineData("# a // b\nname: a // b")]
    public void What_only_looks_like_a_json_comment_is_left_alone(string text) =>
        Assert.DoesNotContain(ScenarioText.Load(text).Errors, error => error.Found.Contains("comment", StringComparison.Ordinal));

    [Theory]
    [InlineData("hosts: &h\n  <<: *h\n")]
    [InlineData("hosts:\n  host0: &h {streams: *h}\n")]
    public void What_contains_itself_is_refused(string text) =>
        Assert.Contains("nothing can contain itself", ScenarioText.OnlyMistake(text).WouldDo, StringComparison.Ordinal);

    [Theory]
    [InlineData("name: small", "nmae: small", "nmae", "did you mean \"name\"?")]
    [InlineData("    bridges: {hb0: [rp0]}\nmanager", "    bridges: [rp0]\nmanager", "hosts:host1:bridges", "a map is wanted")]
    [InlineData("expectations:\n  - hosts.host0.verifyFailures == 0", "expectations: {a: b}", "expectations", "a list is wanted")]
    [InlineData("expectations:\n  - hosts.host0.verifyFailures == 0", "expectations: events > 0", "expectations", "a list is wanted")]
    [InlineData("name: small", "name: [small]", "name", "a single value is wanted")]
    [InlineData("manager:\n", "manager: soon\nmonitor:\n", "manager", "a map is wanted with the keys latency, pollInterval, steps")]
    [InlineData("action: add, ", "action: grow, ", "manager:steps:0:action", "known: add, release")]
    [InlineData("action: add, ", "", "manager:steps:0:action", "add, release")]
    [InlineData("memory: dc0", "memory: 2", "hosts:host0:regions:r1:memory", "known: volatile, persistent, dc0")]
    [InlineData("{region: r0, count: 100}", "{count: 100}", "hosts:host0:streams:s0:region", "a single value is wanted (a text)")]
    [InlineData("  - hosts.host0.verifyFailures == 0", "  - hosts.host0.verifyFailures == 0\n  -", "expectations:1", "a single value is wanted")]
    [InlineData("{hb0: [rp0]}\nmanager", "{h b0: [rp0]}\nmanager", "hosts:host1:bridges:h b0", "letters, digits, - and _")]
    public void A_key_or_shape_that_does_not_fit_is_named(string piece, string replacement, string key, string wouldDo)
    {
        var text = ScenarioText.SmallWith(piece, replacement);

        var mistake = Assert.Single(ScenarioText.Load(text).Errors, error => error.Key == key);

        Assert.Contains(wouldDo, mistake.WouldDo, StringComparison.Ordinal);
        Assert.True(mistake.Line > 0);
    }

    [Fact]
    public void A_key_given_twice_is_named_with_both_lines()
    {
        var text = ScenarioText.SmallWith("name: small", "name: small\nseed: 1\nSeed: 2");

        var mistake = ScenarioText.OnlyMistake(text);

        Assert.Equal((3, "Seed", "the key stands twice, first on line 2"), (mistake.Line, mistake.Key, mistake.Found));
    }

    [Fact]
    public void A_value_that_cannot_be_read_brings_no_mistakes_of_its_consequences()
    {
        var text = ScenarioText.SmallWith("dcd0: {logicalDevices: 2, volatile: 512MiB, dynamic: 1GiB}", "dcd0: {logicalDevices: two, volatile: 512, dynamics: 1GiB}");

        var loaded = ScenarioText.Load(text);

        Assert.Equal(["devices:dcd0:logicalDevices", "devices:dcd0:volatile:size", "devices:dcd0:dynamics"], loaded.Errors.Select(error => error.Key));
    }
}
