using System.Text.Json;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.EndToEnd.Tests;

public sealed class RunVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Cli _cli = new() { Simulate = HandMade.Results };
    private readonly string _file;

    public RunVerbTests() => _file = _folder.Write("s.yaml", HandMade.Scenario);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_in_which_all_holds_ends_with_its_digest_and_exit_code_0()
    {
        var outcome = _cli.Run("run", _file);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal($"digest: {HandMade.Digest}", outcome.OutputLines[^1]);
        Assert.Equal("", outcome.Error);
    }

    [Fact]
    public void Tables_show_hosts_latency_links_devices_and_extents_within_120_columns()
    {
        var outcome = _cli.Run("run", _file);

        Assert.All(outcome.OutputLines, line => Assert.InRange(line.Length, 0, 120));
        AssertRow(outcome, "h0", "s0", "7", "3", "320.00 MB/s");
        AssertRow(outcome, "h0", "s0", "210.0 ns", "250.0 ns", "240.0 ns", "400.0 ns", "410.0 ns", "420.0 ns");
        AssertRow(outcome, "l0", "h0.p", "m0", "10", "800", "12.5 %");
        AssertRow(outcome, "m0", "7", "3", "0", "0", "0");
        AssertRow(outcome, "m0", "0", "0", "1", "64MiB", "0B", "2", "1");
        Assert.Contains("hand-made: 4,321 events, 12 us simulated in 0.50 s, seed 1, threads 1", outcome.OutputLines);
        Assert.DoesNotContain('\u001b', outcome.Output);
    }

    [Fact]
    public void An_unmet_expectation_is_printed_with_time_actor_expected_and_found_and_exit_code_1()
    {
        var outcome = _cli.Run("run", _file, "--set", "expectations=[hosts.h0.reads == 8, hosts.h0.writes == 3]");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("FAILED at 12 us, hosts.h0: expected hosts.h0.reads == 8, found 7", outcome.OutputLines);
        Assert.Single(outcome.OutputLines, line => line.StartsWith("FAILED", StringComparison.Ordinal));
        Assert.StartsWith("digest: ", outcome.OutputLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_the_run_itself_is_exit_code_1_whatever_the_expectations()
    {
        var failure = new Failure(SimTime.FromNanoseconds(5), "hosts.h0.streams.s0", "zeros", "[0xff]");
        var cli = new Cli { Simulate = (scenario, options) => HandMade.Results(scenario, options) with { Failures = [failure] } };

        var outcome = cli.Run("run", _file);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("FAILED at 5 ns, hosts.h0.streams.s0: expected zeros, found [0xff]", outcome.OutputLines);
    }

    [Fact]
    public void Json_on_standard_output_stands_alone_and_words_go_to_standard_error()
    {
        var outcome = _cli.Run("run", "--json", "-", _file);

        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(HandMade.Digest, json.RootElement.GetProperty("digest").GetString());
        Assert.Equal(7, json.RootElement.GetProperty("hosts").GetProperty("h0").GetProperty("streams").GetProperty("s0").GetProperty("reads").GetInt32());
        Assert.Equal($"digest: {HandMade.Digest}", outcome.ErrorLines[^1]);
        Assert.Contains("hand-made: 4,321 events", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_in_a_file_replaces_what_was_there()
    {
        var path = _folder.Write("out.json", new string('x', 100_000));

        var outcome = _cli.Run("run", _file, "--json", path, "--set", "expectations=[events == 1]");

        using var json = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal("4321", json.RootElement.GetProperty("failures")[0].GetProperty("found").GetString());
        Assert.Equal($"digest: {HandMade.Digest}", outcome.OutputLines[^1]);
    }

    [Fact]
    public void A_json_path_that_cannot_be_written_is_found_before_the_run()
    {
        var cli = new Cli { Simulate = (_, _) => throw new InvalidOperationException("ran") };

        var outcome = cli.Run("run", _file, "--json", Path.Combine(_folder.Path, "no", "such", "folder.json"));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("folder.json", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Seed_and_threads_reach_the_run()
    {
        (Scenario Scenario, RunOptions Options)? seen = null;
        var cli = new Cli
        {
            Simulate = (scenario, options) =>
            {
                seen = (scenario, options);
                return HandMade.Results(scenario, options);
            },
        };

        cli.Run("run", _file, "--seed", "0xFFFF_FFFF_FFFF_FFFF", "--threads", "3", "--threads-exact");

        Assert.Equal(ulong.MaxValue, seen!.Value.Scenario.Seed);
        Assert.Equal(new RunOptions(3, ThreadsExact: true), seen.Value.Options with { Watch = null });
    }

    [Theory]
    [InlineData("--threads", "0")]
    [InlineData("--threads", "1025")]
    [InlineData("--threads", "many")]
    [InlineData("--seed", "-1")]
    [InlineData("--seed", "x")]
    [InlineData("--set", "seed")]
    [InlineData("--colour", "red")]
    [InlineData("--json")]
    public void A_wrong_option_is_exit_code_2_and_words_on_standard_error(params string[] options)
    {
        var outcome = _cli.Run(["run", _file, .. options]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("", outcome.Output);
        Assert.NotEqual("", outcome.Error);
    }

    [Fact]
    public void Every_mistake_of_a_file_is_a_line_of_standard_error_and_exit_code_2()
    {
        var file = _folder.Write("wrong.yaml", HandMade.Scenario.Replace("count: 10", "cout: 10, size: 1", StringComparison.Ordinal));

        var outcome = _cli.Run("run", file);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("", outcome.Output);
        Assert.StartsWith($"{file}:5:", outcome.ErrorLines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{file}:5:", outcome.ErrorLines[1], StringComparison.Ordinal);
        Assert.Equal("2 mistakes", outcome.ErrorLines[^1]);
    }

    [Fact]
    public void A_bug_is_exit_code_70_with_version_seed_and_how_to_report_but_no_stack_trace()
    {
        var cli = new Cli { Simulate = (_, _) => throw new InvalidOperationException("decoder 2 overlaps decoder 1") };

        var outcome = cli.Run("run", _file, "--seed", "77");

        Assert.Equal(70, outcome.ExitCode);
        Assert.Contains("internal error: decoder 2 overlaps decoder 1", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("seed 77", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Please report it", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);

        cli.Environment["CXLSIM_DEBUG"] = "1";
        Assert.Contains("   at ", cli.Run("run", _file).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_run_here_is_the_users_to_mend()
    {
        var cli = new Cli { Simulate = (_, _) => throw new ScenarioException("dcd0.mem is in use by another run") };

        var outcome = cli.Run("run", _file);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("cxlsim: dcd0.mem is in use by another run", outcome.ErrorLines[0]);
    }

    private static void AssertRow(Outcome outcome, params string[] cells) =>
        Assert.Contains(outcome.OutputLines, line =>
        {
            var found = line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return found.Length >= cells.Length && cells.SequenceEqual(found.Take(cells.Length));
        });
}
