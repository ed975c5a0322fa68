using System.Text.Json;
using System.Text.RegularExpressions;
using CxlFabricSim.EndToEnd.Tests;

namespace CxlFabricSim.Actors.Akka.Tests.Clusters;

/// <summary>Sweeps and benchmarks over real members of a real cluster on this machine.</summary>
public sealed class SweepClusterTests
{
    private const int NodeLost = 69;
    private const int Terminated = 128 + 15;

    private static readonly string[] Points = ["--vary", "hosts:host0:outstandingLines=4,8", "--repeat", "3", "--metric", "events"];
    private static readonly string[] Kept = [.. Points, "--out", "kept", "--engine", "akka", "--csv", "-"];

    [Fact]
    public void Sweep_over_members_is_the_same_as_in_one_process_and_resumes()
    {
        using var folder = new TemporaryFolder();
        // Of the points with eight lines in flight this does not hold.
        var file = Scenario(folder, "20us", "expectations: [hosts.host0.linesVerified < 100]");

        var alone = Sweep(folder, 1, ["sweep", file, .. Points, "--csv", "-"]);
        var spread = Sweep(folder, 1, ["sweep", file, .. Kept, "--nodes", "3"]);
        var kept = FilesKept(folder);
        var times = kept.ToDictionary(path => path, File.GetLastWriteTimeUtc);
        File.Delete(kept[2]);
        var resumed = Sweep(folder, 1, ["sweep", file, .. Kept, "--nodes", "2"]);

        Assert.Contains("expected hosts.host0.linesVerified < 100", alone.Output, StringComparison.Ordinal);
        Assert.Equal(alone.Output, spread.Output);
        Assert.Equal(alone.Output, resumed.Output);
        Assert.Equal(6, kept.Count);
        Assert.True(File.Exists(kept[2]));
        Assert.All(kept.Where(path => path != kept[2]), path => Assert.Equal(times[path], File.GetLastWriteTimeUtc(path)));
        Assert.Contains("3 nodes over Akka.Remote", spread.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KILL", "was silent, and has been put out of the cluster; 1 of its runs go to other nodes")]
    [InlineData("TERM", "leaves; 1 of its runs go to other nodes")]
    public void Runs_of_a_killed_member_and_of_one_that_leaves_go_to_another(string signal, string told)
    {
        using var folder = new TemporaryFolder();
        using var job = new ClusterJob(folder.Path, ["sweep", Scenario(folder, "3ms"), .. Kept, "--nodes", "3"]);
        job.Await("nodes over");
        var members = job.Members();
        AwaitKept(folder);

        ClusterJob.Signal(members[1], signal);
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == 0, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Matches($@"cxlsim: node-[12] \(127\.0\.0\.1:\d+\) {told}", outcome.Error);
        Assert.Equal(6, FilesKept(folder).Count);
        Assert.DoesNotMatch("lost|bug", outcome.Output);
        Assert.All(members, member => Assert.True(ClusterJob.IsOver(member), $"process {member} is still there"));
    }

    [Fact]
    public void Sweep_whose_members_are_all_lost_says_so()
    {
        using var folder = new TemporaryFolder();
        using var job = new ClusterJob(folder.Path, ["sweep", Scenario(folder, "100ms"), .. Kept, "--nodes", "3"]);
        job.Await("nodes over");
        var members = job.Members();

        ClusterJob.Signal(members[1], "KILL");
        ClusterJob.Signal(members[2], "KILL");
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == NodeLost, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Contains("no node is left to make runs", outcome.Error, StringComparison.Ordinal);
        Assert.True(ClusterJob.IsOver(members[0]));
    }

    [Theory]
    [InlineData("KILL", NodeLost)]
    [InlineData("TERM", Terminated)]
    public void Signal_to_the_member_that_hands_out_runs_ends_all(string signal, int code)
    {
        using var folder = new TemporaryFolder();
        using var job = new ClusterJob(folder.Path, ["sweep", Scenario(folder, "100ms"), .. Kept, "--nodes", "3"]);
        job.Await("nodes over");
        var members = job.Members();

        if (signal == "TERM") job.Signal(signal);
        else ClusterJob.Signal(members[0], signal);
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode == code, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.All(members, member => Assert.True(ClusterJob.IsOver(member), $"process {member} is still there"));
    }

    [Fact]
    public void Members_of_a_cluster_that_is_there_make_runs()
    {
        using var folder = new TemporaryFolder();
        var file = Scenario(folder, "20us");
        var seed = $"127.0.0.1:{ClusterJob.FreePort()}";
        using var member = new ClusterJob(folder.Path, "node", "--seed", seed, "--listen", seed, "--role", "devices");
        member.Await("member at");

        var spread = Sweep(folder, 0, ["sweep", file, .. Kept, "--nodes", "2", "--join", seed]);

        Assert.Equal(Sweep(folder, 0, ["sweep", file, .. Points, "--csv", "-"]).Output, spread.Output);
        Assert.Equal(0, member.Finish().ExitCode);
    }

    [Fact]
    public void Members_are_measured_beside_one_process()
    {
        var outcome = ChildProcess.Cxlsim("bench", "--nodes", "2", "--engine", "akka-node", "--case", "two-racks", "--json", "-");

        Assert.True(outcome.ExitCode == 0, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        using var report = JsonDocument.Parse(outcome.Output);
        var measured = report.RootElement.GetProperty("cases").EnumerateArray().Single();
        Assert.StartsWith("2 nodes over Akka.Remote", report.RootElement.GetProperty("transport").GetString(), StringComparison.Ordinal);
        Assert.Equal("two-racks", measured.GetProperty("name").GetString());
        Assert.Equal(2, measured.GetProperty("shares").GetArrayLength());
        foreach (var figure in new[] { "speed", "windowsPerSecond", "megabytesPerSecond" }) Assert.True(measured.GetProperty(figure).GetDouble() > 0, figure);
    }

    private static Outcome Sweep(TemporaryFolder folder, int code, params string[] arguments)
    {
        var outcome = ChildProcess.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "cxlsim.dll"), .. arguments], folder.Path, new Dictionary<string, string>());
        Assert.True(outcome.ExitCode == code, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        return outcome;
    }

    private static List<string> FilesKept(TemporaryFolder folder) => [.. Directory.GetFiles(Path.Combine(folder.Path, "kept"), "*.json").Order()];

    // By then both members have had a run, and have another.
    private static void AwaitKept(TemporaryFolder folder) => Assert.True(
        SpinWait.SpinUntil(() => Directory.Exists(Path.Combine(folder.Path, "kept")) && FilesKept(folder).Count > 0, TimeSpan.FromMinutes(2)));

    // Runs as long as they are told to, whatever the file itself expects of them.
    private static string Scenario(TemporaryFolder folder, string duration, string further = "")
    {
        var text = File.ReadAllText(Repository.Config("two-hosts-one-dcd.yaml"));
        text = Regex.Replace(text, @"count: [\d_]+", "count: 2_000_000_000");
        text = text[..text.IndexOf("\nexpectations:", StringComparison.Ordinal)];
        return folder.Write("sweep.yaml", $"{text}\nduration: {duration}\n{further}\n");
    }
}
