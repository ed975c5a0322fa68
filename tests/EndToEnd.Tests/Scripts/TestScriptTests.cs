namespace CxlFabricSim.EndToEnd.Tests.Scripts;

/// <summary>The test script in a folder of its own, with a dotnet that leaves result files as the test says.</summary>
public sealed class TestScriptTests : IDisposable
{
    private const string FakeDotnet =
        """
        #!/usr/bin/env bash
        [[ $1 == test ]] || exit "${FAKE_BUILD_EXIT:-0}"
        while [[ $1 != --results-directory ]]; do shift; done
        for counters in $FAKE_COUNTERS; do
            printf '<ResultSummary><Counters total="9" executed="9" passed="%s" failed="%s" error="0" /></ResultSummary>\n' "${counters%/*}" "${counters#*/}" >"$2/$RANDOM$RANDOM.trx"
        done
        exit "$FAKE_EXIT"
        """;

    private readonly TemporaryFolder _folder = new();

    public TestScriptTests()
    {
        File.Copy(Path.Combine(Repository.Root, "test.sh"), Path.Combine(_folder.Path, "test.sh"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".ci"));
        File.Copy(Path.Combine(Repository.Root, ".ci", "run"), Path.Combine(_folder.Path, ".ci", "run"));
        var dotnet = _folder.Write("tools/dotnet", FakeDotnet);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("3/0 4/0", 0, 0, "7 passed, 0 failed")]
    [InlineData("3/0 4/2", 1, 1, "7 passed, 2 failed")]
    [InlineData("12/0", 1, 1, "12 passed, 0 failed")]
    [InlineData("0/0", 0, 1, "0 passed, 0 failed")]
    [InlineData("", 0, 1, "0 passed, 0 failed")]
    public void The_last_line_sums_all_projects_and_a_failure_passes_through(string counters, int testExit, int exitCode, string lastLine)
    {
        var outcome = Run("test.sh", counters, testExit);

        Assert.Equal(lastLine, outcome.OutputLines[^1]);
        Assert.Equal(exitCode, outcome.ExitCode);
    }

    [Fact]
    public void Continuous_integration_runs_the_test_script()
    {
        var outcome = Run(".ci/run", "3/0", 0);

        Assert.Equal((0, "3 passed, 0 failed"), (outcome.ExitCode, outcome.OutputLines[^1]));
    }

    private Outcome Run(string script, string counters, int testExit) => ChildProcess.Run(
        Path.Combine(_folder.Path, script), [], "/", new Dictionary<string, string>
        {
            ["PATH"] = Path.Combine(_folder.Path, "tools") + ":/usr/bin:/bin",
            ["FAKE_COUNTERS"] = counters,
            ["FAKE_EXIT"] = $"{testExit}",
        });
}
