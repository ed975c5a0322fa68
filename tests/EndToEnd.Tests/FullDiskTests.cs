namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>Backing files on a disk without room, which takes a file system of its own: for root, where mounting is allowed.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _disk;
    private readonly bool _isMounted;

    public FullDiskTests()
    {
        _disk = Directory.CreateDirectory(Path.Combine(_folder.Path, "disk")).FullName;
        _isMounted = Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", "size=8M", "cxlsim-test", _disk);
    }

    public void Dispose()
    {
        if (_isMounted) Run("umount", _disk);
        _folder.Dispose();
    }

    [MountFact]
    public void A_disk_that_is_full_from_the_beginning_refuses_the_run_with_file_line_and_key()
    {
        Assert.True(_isMounted);
        File.WriteAllBytes(Path.Combine(_disk, "filler"), new byte[7 << 20]);

        var outcome = ChildProcess.Cxlsim("run", Scenario());

        Assert.Equal(2, outcome.ExitCode);
        Assert.Matches(@"^\S+s\.yaml:3:\d+: devices:m0:volatile:path: the disk of \S+m0\.mem has no room for a single block; free some", outcome.ErrorLines[0]);
    }

    [MountFact]
    public void A_disk_that_fills_during_the_run_makes_media_errors_and_the_run_ends()
    {
        Assert.True(_isMounted);

        var outcome = ChildProcess.Cxlsim("run", Scenario());

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.StartsWith("digest: ", outcome.OutputLines[^1], StringComparison.Ordinal);
    }

    [MountTheory]
    [InlineData("run", false)]
    [InlineData("check", false)]
    [InlineData("run", true)]
    [InlineData("check", true)]
    public void A_file_system_that_is_read_only_is_refused_with_file_line_and_key(string verb, bool isThere)
    {
        if (isThere) File.WriteAllBytes(Path.Combine(_disk, "m0.mem"), []);
        Assert.True(_isMounted && Run("mount", "-o", "remount,ro", _disk));

        var outcome = ChildProcess.Cxlsim(verb, Scenario());

        Assert.Equal(2, outcome.ExitCode);
        Assert.Matches(@"^\S+s\.yaml:3:\d+: devices:m0:volatile:path: \S+m0\.mem cannot be opened for reading and writing: ", outcome.ErrorLines[0]);
    }

    // Writes all over 256 MiB, of which the disk takes four blocks at most.
    private string Scenario() => _folder.Write(
        "s.yaml",
        $$$"""
        linkTypes: {l: {}}
        links: {l0: {type: l, from: h0.p, to: m0}}
        devices: {m0: {volatile: {size: 256MiB, path: {{{_disk}}}/m0.mem} } }
        hosts:
          h0:
            bridges: {b: [p]}
            windows: {w: {targets: [b], size: 256MiB}}
            regions: {r: {window: w, devices: [m0]}}
            streams: {s0: {region: r, reads: 0, count: 1000}}
        expectations: [devices.m0.mediaErrors > 500, devices.m0.writes > 0]
        """);

    internal static bool Run(string program, params string[] arguments) =>
        ChildProcess.Run(program, arguments, Path.GetTempPath(), new Dictionary<string, string>()).ExitCode == 0;
}
