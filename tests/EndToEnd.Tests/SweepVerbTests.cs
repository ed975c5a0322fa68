using System.Text.Json;

namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>The verb sweep: tables and exit codes by results made by hand, and real runs of the built command.</summary>
public sealed class SweepVerbTests : IDisposable
{
    private const string Count = "hosts:h0:streams:s0:count";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly Cli _cli = new() { Simulate = HandMade.Results };
    private readonly string _file;

    public SweepVerbTests() => _file = _folder.Write("s.yaml", HandMade.Scenario);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_has_a_row_for_each_point_within_120_columns()
    {
        var outcome = _cli.Run("sweep", _file, "--vary", $"{Count}=1..4*2", "--repeat", "2");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.All(outcome.OutputLines, line => Assert.InRange(line.Length, 0, 120));
        Assert.Equal(3, outcome.OutputLines.Count(line => line.Contains("320.00 MB/s (320.00 MB/s to 320.00 MB/s)", StringComparison.Ordinal)));
        Assert.Equal("hand-made: 3 points with 2 seeds each, 0 runs failed", outcome.OutputLines[^1]);
    }

    [Fact]
    public void A_placement_is_said_to_be_left_aside()
    {
        var outcome = _cli.Run("sweep", _file, "--vary", $"{Count}=1,2", "--set", "placement:nodes:node-1:roles=[devices]");

        Assert.Equal((0, "cxlsim: the scenario's placement is left aside: each run of a sweep is one process\n"), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public void A_point_that_fails_is_named_and_the_exit_code_is_1()
    {
        var outcome = _cli.Run("sweep", _file, "--vary", "expectations=[hosts.h0.reads == 7],[hosts.h0.reads == 8]", "--metric", "hosts.h0.reads,events");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("FAILED expectations=[hosts.h0.reads == 8]: hosts.h0 at 12 us: expected hosts.h0.reads == 8, found 7", outcome.OutputLines);
        Assert.Equal("hand-made: 2 points, 1 runs failed", outcome.OutputLines[^1]);
    }

    [Theory]
    [InlineData("--jobs: \"0\" is not a number from 1 to 1024", "--jobs", "0")]
    [InlineData("--json - and --csv -: only one of them can have standard output", "--json", "-", "--csv", "-")]
    [InlineData("--repeat x: \"x\" is not a whole number", "--repeat", "x")]
    [InlineData("--metric none: there is no metric none", "--metric", "none")]
    [InlineData("--vary hosts:h0:streams:s0:count=0: hosts:h0:streams:s0:count: is 0; at least 1", "--vary", Count + "=0")]
    public void What_cannot_be_swept_is_exit_code_2_before_anything_runs(string message, params string[] arguments)
    {
        var outcome = new Cli().Run(["sweep", _file, .. arguments]);

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith(message, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--csv")]
    public void Data_is_alone_on_standard_output(string option)
    {
        var outcome = _cli.Run("sweep", _file, "--vary", $"{Count}=1,2", option, "-");

        Assert.EndsWith("2 points, 0 runs failed", outcome.ErrorLines[^1], StringComparison.Ordinal);
        if (option == "--csv") Assert.Equal(3, outcome.OutputLines.Count);
        else Assert.Equal(2, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public void A_sweep_that_is_interrupted_goes_on_where_it_was()
    {
        var endless = _folder.Write("endless.yaml", "{hosts: {host0: {streams: {mixed: {count: ~}}}, host1: {streams: {mixed: {count: ~}}}}, expectations: []}");
        var (kept, csv) = (Path.Combine(_folder.Path, "kept"), Path.Combine(_folder.Path, "table.csv"));
        string[] Arguments(string durations) => ["sweep", Repository.Config("two-hosts-one-dcd.yaml"), endless, "--jobs", "2", "--out", kept, "--csv", csv, "--vary", $"duration={durations}"];
        using var process = ChildProcess.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "cxlsim.dll"), .. Arguments("20us,30us,100s,101s")], _folder.Path, new Dictionary<string, string>());
        Assert.True(SpinWait.SpinUntil(() => Directory.Exists(kept) && Directory.GetFiles(kept, "*.json").Length == 2, Limit), "the two short runs were never done");
        var done = Directory.GetFiles(kept).ToDictionary(file => file, File.GetLastWriteTimeUtc);

        ChildProcess.Run("kill", ["-INT", $"{process.Id}"], _folder.Path, new Dictionary<string, string>());
        var interrupted = ChildProcess.Finish(process);
        var rowsThen = File.ReadAllLines(csv);
        var resumed = ChildProcess.Cxlsim(Arguments("20us,30us,40us"));

        Assert.Equal(130, interrupted.ExitCode);
        Assert.Equal("interrupted: the same command goes on from here", interrupted.OutputLines[^1]);
        Assert.True(resumed.ExitCode == 0, resumed.Output + resumed.Error);
        Assert.Equal(3, rowsThen.Length);
        Assert.Equal(rowsThen, File.ReadAllLines(csv)[..3]);
        Assert.Equal(3, Directory.GetFiles(kept).Length);
        Assert.All(done, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
    }

    [Fact]
    public void Samples_of_a_run_go_to_a_file_and_a_table()
    {
        var csv = Path.Combine(_folder.Path, "samples.csv");

        var outcome = ChildProcess.Cxlsim("run", Repository.Config("two-hosts-one-dcd.yaml"), "--set", "sampling=50us", "--samples", csv);
        var without = ChildProcess.Cxlsim("run", Repository.Config("two-hosts-one-dcd.yaml"), "--samples", csv);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Over time, every 50 us", outcome.OutputLines);
        Assert.Contains(outcome.OutputLines, line => line.Contains("devices.dcd0.reads", StringComparison.Ordinal) && line.Contains('█', StringComparison.Ordinal));
        Assert.Equal(1 + 9, File.ReadAllLines(csv).Length);
        Assert.Equal(2, without.ExitCode);
        Assert.StartsWith($"--samples {csv}: sampling: the scenario takes no samples", without.Error, StringComparison.Ordinal);
    }
}
