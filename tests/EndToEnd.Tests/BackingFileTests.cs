namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>Files behind devices that a run cannot use: check says what run says, and neither touches anything.</summary>
public sealed class BackingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    public void All_files_that_cannot_be_used_are_told_with_the_other_mistakes_and_nothing_changes(string verb)
    {
        File.WriteAllText(InFolder("small.mem"), "small");
        Directory.CreateDirectory(InFolder("d.mem"));
        using var used = File.Open(InFolder("used.mem"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var scenario = Scenario("new.mem", "small.mem", "used.mem", "d.mem", "missing/m.mem");
        var before = Contents();

        var outcome = ChildProcess.Cxlsim(verb, scenario, "--set", "hosts:h0:streams:s0:count=0");

        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
        Assert.Collection(
            outcome.ErrorLines,
            line => Assert.Matches(@"^\S+s\.yaml:5:\d+: devices:m1:volatile:path: \S+small\.mem is 5 bytes, the device needs 268435456; delete it", line),
            line => Assert.Matches(@"^\S+s\.yaml:6:\d+: devices:m2:volatile:path: \S+used\.mem is in use by another run; wait", line),
            line => Assert.Matches(@"^\S+s\.yaml:7:\d+: devices:m3:volatile:path: \S+d\.mem is a folder; ", line),
            line => Assert.Matches(@"^\S+s\.yaml:8:\d+: devices:m4:volatile:path: \S+m\.mem cannot be created: there is no folder \S+missing; ", line),
            line => Assert.StartsWith("--set hosts:h0:streams:s0:count=0: hosts:h0:streams:s0:count: is 0", line, StringComparison.Ordinal),
            line => Assert.Equal("5 mistakes", line));
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void Check_finds_nothing_where_a_run_succeeds_before_it_and_after_it_and_creates_no_file()
    {
        var scenario = Scenario("new.mem");

        Assert.Equal(0, ChildProcess.Cxlsim("check", scenario).ExitCode);
        Assert.False(File.Exists(InFolder("new.mem")));
        Assert.Equal(0, ChildProcess.Cxlsim("run", scenario).ExitCode);
        Assert.Equal(256 << 20, new FileInfo(InFolder("new.mem")).Length);
        var before = Contents();
        Assert.Equal(0, ChildProcess.Cxlsim("check", scenario).ExitCode);
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData(255, false)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    [InlineData(0, true)]
    public void A_file_has_the_size_of_the_memory_or_is_empty(int megabytes, bool fits)
    {
        using (var file = File.Create(InFolder("a.mem"))) file.SetLength(megabytes << 20);

        var outcome = new Cli().Run("check", Scenario("a.mem"));

        Assert.Equal(fits ? 0 : 2, outcome.ExitCode);
        Assert.Equal(megabytes << 20, new FileInfo(InFolder("a.mem")).Length);
    }

    [Fact]
    public void A_size_that_cannot_be_is_the_only_mistake_of_its_file()
    {
        File.WriteAllText(InFolder("small.mem"), "small");

        var outcome = new Cli().Run("check", Scenario("small.mem"), "--set", "devices:m0:volatile:size=100MiB");

        Assert.Contains("100MiB is not a multiple of 256MiB", Assert.Single(outcome.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void The_topology_of_a_scenario_in_use_can_be_shown()
    {
        using var used = File.Open(InFolder("used.mem"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal(0, new Cli().Run("topology", Scenario("used.mem")).ExitCode);
    }

    private string InFolder(string name) => Path.Combine(_folder.Path, name);

    private List<string> Contents() => Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O} {(File.Exists(path) ? new FileInfo(path).Length : 0)}").ToList();

    // One host with a root port for each device.
    private string Scenario(params string[] files)
    {
        string Each(Func<int, string> text) => string.Join(", ", Enumerable.Range(0, files.Length).Select(text));
        var devices = string.Join('\n', files.Select((file, i) => $"  m{i}: {{volatile: {{size: 256MiB, path: {file}}}}}"));
        return _folder.Write(
            "s.yaml",
            $$$"""
            linkTypes: {l: {}}
            links: { {{{Each(i => $"l{i}: {{type: l, from: h0.p{i}, to: m{i}}}")}}} }
            devices:
            {{{devices}}}
            hosts:
              h0:
                bridges: {b: [{{{Each(i => $"p{i}")}}}]}
                windows: {w: {targets: [b], size: 256MiB}}
                regions: {r: {window: w, devices: [m0]}}
                streams: {s0: {region: r, reads: 0, count: 10}}
            """);
    }
}
