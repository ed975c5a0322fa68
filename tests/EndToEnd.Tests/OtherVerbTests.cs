namespace CxlFabricSim.EndToEnd.Tests;

public sealed class OtherVerbTests
{
    private static readonly string Vectors = Path.Combine(Repository.Root, "tests", "Conformance.Tests", "vectors");

    [Fact]
    public void Conform_ends_with_the_sums_and_succeeds_when_nothing_failed()
    {
        var outcome = new Cli().Run("conform", Path.Combine(Vectors, "dcd.json"));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"^[1-9]\d* passed, 0 failed, \d+ skipped$", outcome.OutputLines[^1]);
    }

    [Fact]
    public void Conform_prints_a_line_for_a_step_that_is_not_as_recorded_and_fails()
    {
        using var folder = new TemporaryFolder();
        var recorded = File.ReadAllText(Path.Combine(Vectors, "dcd.json"));
        var place = recorded.IndexOf("\"rc\": 0", StringComparison.Ordinal);
        var changed = folder.Write("changed.json", recorded.Remove(place, 7).Insert(place, "\"rc\": 5"));

        var outcome = new Cli().Run("conform", changed);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches("^.+: .+: expected .+, found .+$", outcome.OutputLines[0]);
        Assert.Contains(" 1 failed, ", outcome.OutputLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"format\": \"cxl-vectors-1\", \"vectors\": []}", 1, "nothing passed")]
    [InlineData("{\"format\": \"other\"}", 2, "not a file of format")]
    [InlineData("{", 2, "x.json")]
    public void Conform_takes_nothing_passed_for_an_error(string text, int exitCode, string error)
    {
        using var folder = new TemporaryFolder();

        var outcome = new Cli().Run("conform", folder.Write("x.json", text));

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains(error, outcome.Error, StringComparison.Ordinal);
        Assert.Equal("0 passed, 0 failed, 0 skipped", outcome.OutputLines[^1]);
    }

    [Fact]
    public void Conform_names_paths_that_are_not_there()
    {
        var outcome = new Cli().Run("conform", "/no/such/a.json", Repository.Root, "/no/such/b");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["/no/such/a.json: there is no such file or folder", "/no/such/b: there is no such file or folder"], outcome.ErrorLines);
    }

    [Theory]
    [InlineData("two-hosts-one-dcd.yaml", "two-hosts-one-dcd: no mistakes (2 hosts, 1 switch, 1 device, 3 links, 12 expectations)")]
    [InlineData("direct-attach.yaml", "direct-attach: no mistakes (1 host, 0 switches, 2 devices, 2 links, 11 expectations)")]
    public void Check_sums_up_what_has_no_mistakes(string config, string line)
    {
        var outcome = ChildProcess.Cxlsim("check", Repository.Config(config));

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal([line], outcome.OutputLines);
        Assert.Equal("", outcome.Error);
    }

    [Fact]
    public void Check_names_a_missing_file_in_the_built_program()
    {
        var outcome = ChildProcess.Cxlsim("check", "no-such.yaml");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("", outcome.Output);
        Assert.Equal(["no-such.yaml: there is no such file; check the name and the current folder"], outcome.ErrorLines);
    }

    [Fact]
    public void Schema_prints_a_json_schema_with_descriptions()
    {
        var outcome = ChildProcess.Cxlsim("schema");

        using var schema = System.Text.Json.JsonDocument.Parse(outcome.Output);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.NotEqual("", schema.RootElement.GetProperty("properties").GetProperty("seed").GetProperty("description").GetString());
    }

    [Theory]
    [InlineData("run", "x.yaml")]
    [InlineData("check", "x.yaml")]
    [InlineData("--version")]
    public void Another_system_than_Linux_is_refused_in_one_line(params string[] arguments)
    {
        var outcome = new Cli { IsLinux = false }.Run(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("", outcome.Output);
        Assert.Equal(["cxlsim: runs on Linux only: it maps the memory of devices by calls that no other system has"], outcome.ErrorLines);
    }

    [Fact]
    public void The_version_is_one_line()
    {
        var outcome = ChildProcess.Cxlsim("--version");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*$", Assert.Single(outcome.OutputLines));
    }

    [Fact]
    public void Help_names_every_verb()
    {
        var outcome = ChildProcess.Cxlsim("--help");

        Assert.Equal(0, outcome.ExitCode);
        Assert.All(["run", "check", "topology", "schema", "conform", "bench"], verb => Assert.Contains($"  {verb} ", outcome.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("rum")]
    [InlineData("run")]
    [InlineData("check", "--bogus", "x.yaml")]
    public void What_cannot_be_parsed_is_exit_code_2_and_leaves_standard_output_empty(params string[] arguments)
    {
        var outcome = new Cli().Run(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("", outcome.Output);
        Assert.Contains("cxlsim --help", outcome.Error, StringComparison.Ordinal);
    }
}
