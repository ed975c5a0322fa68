namespace CxlFabricSim.EndToEnd.Tests.Scripts;

/// <summary>The launcher in a folder of its own, with a dotnet that only notes what it was asked for.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string FakeDotnet =
        """
        #!/usr/bin/env bash
        case "$1" in
            --list-sdks) echo "${FAKE_SDK:-10.0.100} [/usr/share/dotnet/sdk]" ;;
            build)
                echo build >>"$FAKE_LOG"
                if [[ -n ${FAKE_BUILD_FAILS:-} ]]; then echo "error CS1002: ; expected"; exit 1; fi
                sleep "${FAKE_BUILD_SECONDS:-0}"
                mkdir -p "$FAKE_ROOT/src/Cli/bin/Release/net10.0" && touch "$FAKE_ROOT/src/Cli/bin/Release/net10.0/cxlsim.dll" ;;
            *) shift; printf 'ran'; printf ' [%s]' "$@"; echo; exit "${FAKE_EXIT:-0}" ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment;

    public LauncherTests()
    {
        foreach (var name in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json", "BannedSymbols.txt", ".editorconfig", "bench/read.yaml", "configs/presets/fast.yaml", "configs/validation/idle.yaml", "src/Cli/Cli.csproj"])
            Touch(_folder.Write(name, ""), TimeSpan.FromHours(-1));
        var launcher = Path.Combine(_folder.Path, "cxlsim");
        File.Copy(Path.Combine(Repository.Root, "cxlsim"), launcher);
        MakeExecutable(launcher);
        MakeExecutable(_folder.Write("tools/dotnet", FakeDotnet));
        _environment = new Dictionary<string, string>
        {
            ["PATH"] = Path.Combine(_folder.Path, "tools") + ":/usr/bin:/bin",
            ["FAKE_ROOT"] = _folder.Path,
            ["FAKE_LOG"] = Path.Combine(_folder.Path, "log"),
        };
    }

    private int Builds => File.Exists(_environment["FAKE_LOG"]) ? File.ReadAllLines(_environment["FAKE_LOG"]).Length : 0;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_run_builds_and_says_so_on_standard_error_only()
    {
        var outcome = Launch("run", "a b.yaml", "--set", "x=1");

        Assert.Equal((0, "ran [run] [a b.yaml] [--set] [x=1]"), (outcome.ExitCode, outcome.Output.TrimEnd()));
        Assert.Contains("building", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(1, Builds);
    }

    [Fact]
    public void Without_changes_nothing_is_built_or_said()
    {
        Launch("--version");

        var outcome = Launch("--version");

        Assert.Equal("", outcome.Error);
        Assert.Equal(1, Builds);
    }

    [Theory]
    [InlineData("src/Cli/Verbs/New.cs")]
    [InlineData("src/Cli/Cli.csproj")]
    [InlineData("Directory.Packages.props")]
    public void A_newer_source_is_built(string name)
    {
        Launch("--version");
        Touch(_folder.Write(name, "changed"), TimeSpan.FromMinutes(1));

        Launch("--version");

        Assert.Equal(2, Builds);
    }

    [Fact]
    public void Whoever_starts_at_the_same_time_waits_for_the_one_build()
    {
        _environment["FAKE_BUILD_SECONDS"] = "1";
        var launcher = Path.Combine(_folder.Path, "cxlsim");
        var processes = Enumerable.Range(0, 3).Select(_ => ChildProcess.Start(launcher, ["--version"], _folder.Path, _environment)).ToList();

        var outcomes = processes.Select(ChildProcess.Finish).ToList();

        Assert.All(outcomes, outcome => Assert.Equal("ran [--version]", outcome.Output.TrimEnd()));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public void It_works_through_a_symlink_from_any_folder_and_passes_the_exit_code_on()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder.Path, "elsewhere")).FullName;
        File.CreateSymbolicLink(Path.Combine(elsewhere, "sim"), Path.Combine(_folder.Path, "cxlsim"));
        _environment["FAKE_EXIT"] = "7";

        var outcome = ChildProcess.Run(Path.Combine(elsewhere, "sim"), ["check"], "/", _environment);

        Assert.Equal((7, "ran [check]"), (outcome.ExitCode, outcome.Output.TrimEnd()));
    }

    [Fact]
    public void A_failed_build_shows_its_output_and_is_tried_again()
    {
        _environment["FAKE_BUILD_FAILS"] = "yes";
        var failed = Launch("--version");
        _environment.Remove("FAKE_BUILD_FAILS");
        var mended = Launch("--version");

        Assert.Equal((2, ""), (failed.ExitCode, failed.Output));
        Assert.Contains("error CS1002", failed.Error, StringComparison.Ordinal);
        Assert.Equal(0, mended.ExitCode);
    }

    [Fact]
    public void Without_a_dotnet_it_says_what_is_needed()
    {
        File.Delete(Path.Combine(_folder.Path, "tools", "dotnet"));
        LinkTools("bash", "env", "readlink", "find", "grep", "cut", "tr", "mkdir", "touch", "flock", "mv");
        _environment["PATH"] = Path.Combine(_folder.Path, "tools");

        var outcome = Launch("--version");

        Assert.Equal(2, outcome.ExitCode);
        Assert.StartsWith("cxlsim: the .NET 10 SDK is needed and there is no dotnet in PATH", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_sdk_is_named()
    {
        _environment["FAKE_SDK"] = "8.0.400";

        var outcome = Launch("--version");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("cxlsim: the .NET 10 SDK is needed; dotnet here has: 8.0.400", outcome.Error.TrimEnd());
        Assert.Equal(0, Builds);
    }

    private Outcome Launch(params string[] arguments) =>
        ChildProcess.Run(Path.Combine(_folder.Path, "cxlsim"), arguments, _folder.Path, _environment);

    private void LinkTools(params string[] names)
    {
        foreach (var name in names)
            File.CreateSymbolicLink(Path.Combine(_folder.Path, "tools", name), File.Exists($"/usr/bin/{name}") ? $"/usr/bin/{name}" : $"/bin/{name}");
    }

    private static void Touch(string path, TimeSpan fromNow) => File.SetLastWriteTimeUtc(path, DateTime.UtcNow + fromNow);

    private static void MakeExecutable(string path) =>
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);
}
