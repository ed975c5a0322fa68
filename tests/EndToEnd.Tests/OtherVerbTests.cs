using System.Text.Json;
using CxlFabricSim.Cli.Verbs;

namespace CxlFabricSim.EndToEnd.Tests;

public sealed class OtherVerbTests
{
    private static readonly ConformanceSkip Skip = new("mailbox.json", "no such command here", 4);

    [Fact]
    public void Conform_prints_failed_steps_then_skips_and_last_the_sums()
    {
        var report = new ConformanceReport(5, [new ConformanceFailure("dcd/add", "step 3", "rc 0", "rc 2")], [Skip]);

        var outcome = new Cli { Conform = _ => report }.Run("conform", Repository.Root);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("dcd/add: step 3: expected rc 0, found rc 2", outcome.OutputLines[0]);
        Assert.Contains(outcome.OutputLines, line => line.Contains("no such command here", StringComparison.Ordinal));
        Assert.Equal("5 passed, 1 failed, 4 skipped", outcome.OutputLines[^1]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Conform_succeeds_when_something_passed_and_nothing_failed(int passed, int exitCode)
    {
        var outcome = new Cli { Conform = _ => new ConformanceReport(passed, [], []) }.Run("conform", Repository.Root);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal($"{passed} passed, 0 failed, 0 skipped", outcome.OutputLines[^1]);
    }

    [Fact]
    public void Conform_names_paths_that_are_not_there()
    {
        var outcome = new Cli().Run("conform", "/no/such/a.json", Repository.Root, "/no/such/b");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal(["/no/such/a.json: there is no such file or folder", "/no/such/b: there is no such file or folder"], outcome.ErrorLines);
    }

    [Fact]
    public void Bench_writes_its_numbers_as_json()
    {
        var report = new BenchReport(5e7, [new BenchCase("read-4x1x4", 1, 5e6, 2e7, 0.1, 0)]);

        var outcome = new Cli { Bench = () => report }.Run("bench", "--json", "-");

        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal(5e7, json.RootElement.GetProperty("rawCopiesPerSecond").GetDouble());
        var read = json.RootElement.GetProperty("cases")[0];
        Assert.Equal(
            ["name", "threads", "requestsPerSecond", "eventsPerSecond", "ratioToRawCopy", "allocatedBytesPerRequest"],
            read.EnumerateObject().Select(property => property.Name));
        Assert.Contains("read-4x1x4", outcome.Error, StringComparison.Ordinal);
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
        Assert.All(["run", "check", "conform", "bench"], verb => Assert.Contains($"  {verb} ", outcome.Output, StringComparison.Ordinal));
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
