using System.Text.Json;
using System.Text.RegularExpressions;

namespace CxlFabricSim.EndToEnd.Tests.Live;

/// <summary>Ctrl-C and SIGTERM, sent to real processes.</summary>
public sealed class InterruptedRunTests : IDisposable
{
    // What a pipe of Linux holds.
    private const int PipeBytes = 65536;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", 130, 1)]
    [InlineData("INT", 130, 3)]
    [InlineData("TERM", 143, 1)]
    public void A_signal_ends_a_run_with_the_results_so_far(string signal, int exitCode, int threads)
    {
        using var run = LongRun.Start(_folder, $"--threads {threads} --threads-exact --json results.json");
        run.AwaitProgress();

        run.Signal(signal);
        var outcome = run.End();

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Matches("^interrupted at [0-9.]+ [um]?s of simulated time: .*expectations are not judged$", outcome.OutputLines[^2]);
        Assert.Matches("^digest: [0-9a-f]{32}$", outcome.OutputLines[^1]);
        Assert.DoesNotContain("FAILED", outcome.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Path, "results.json")));
        Assert.True(json.RootElement.GetProperty("interrupted").GetBoolean());
        Assert.Empty(json.RootElement.GetProperty("failures").EnumerateArray());
        Assert.True(json.RootElement.GetProperty("hosts").GetProperty("host1").GetProperty("reads").GetInt64() > 1000);
        AssertThatARunToTheSameTimeGivesTheSame(json.RootElement, outcome.OutputLines[^1]);
    }

    [Fact]
    public void The_second_signal_ends_the_process_at_once()
    {
        // The results go into a full pipe that nobody reads: with the first signal alone this would never end.
        ChildProcess.Run("mkfifo", ["pipe"], _folder.Path, new Dictionary<string, string>());
        using var pipe = new FileStream(Path.Combine(_folder.Path, "pipe"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Write(new byte[PipeBytes]);
        using var run = LongRun.Start(_folder, "--json pipe");
        run.AwaitProgress();

        run.Signal("INT");
        run.AwaitEndOfProgress();
        run.Signal("INT");
        var outcome = run.End();

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public void The_progress_line_is_one_line_and_gone_at_the_end()
    {
        using var run = LongRun.Start(_folder);
        run.AwaitProgress();
        run.Signal("INT");

        var terminal = run.End().Error;

        // The one that was awaited: on a busy machine an earlier one may say that nothing has happened yet.
        var line = Regex.Match(terminal, @"\r([^\r]* ms \([^\r]* simulated, [^\r]*)\r");
        Assert.Matches(@"^two-hosts-\S*: [0-9.]+ ms \(0\.\d %\) simulated, [0-9.]+ [kM]? ?requests/s, [0-9.]+ [kM]? ?events/s *$", line.Groups[1].Value);
        Assert.EndsWith("\r", terminal.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Matches(@"\r +\r$", terminal);
    }

    [Fact]
    public void Nothing_is_shown_where_error_output_is_no_terminal()
    {
        File.Copy(Repository.Config("two-hosts-one-dcd.yaml"), Path.Combine(_folder.Path, "base.yaml"));
        var longer = _folder.Write("longer.yaml", "{hosts: {host0: {streams: {mixed: {count: 2_000_000}}}}, expectations: []}");

        var outcome = ChildProcess.Cxlsim("run", Path.Combine(_folder.Path, "base.yaml"), longer);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
    }

    /// <summary>Also shows that the first run has let go of its backing file.</summary>
    private void AssertThatARunToTheSameTimeGivesTheSame(JsonElement interrupted, string digest)
    {
        var end = (long)decimal.Round(interrupted.GetProperty("simulatedTime").GetDecimal() * 1000);
        var again = ChildProcess.Cxlsim(
            "run", Path.Combine(_folder.Path, "base.yaml"), Path.Combine(_folder.Path, "endless.yaml"), "--set", $"duration={end}ps", "--set", "expectations=[]");

        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(digest, again.OutputLines[^1]);
    }
}
