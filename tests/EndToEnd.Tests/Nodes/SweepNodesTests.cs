using System.Text.RegularExpressions;

namespace CxlFabricSim.EndToEnd.Tests.Nodes;

/// <summary>Sweeps over three real processes: one hands runs out, two make them.</summary>
public sealed class SweepNodesTests
{
    private static readonly string[] Points = ["--vary", "hosts:host0:outstandingLines=4,8", "--repeat", "3", "--metric", "events", "--out", "kept", "--csv", "-"];

    [Fact]
    public void Sweep_over_nodes_is_the_same_as_in_one_process_and_resumes()
    {
        using var folder = new TemporaryFolder();
        var file = Scenario(folder, "20us");

        var alone = Sweep(folder, file, "--csv", "-");
        var spread = Sweep(folder, file, [.. Points, "--nodes", "3"]);
        var kept = Directory.GetFiles(Path.Combine(folder.Path, "kept")).Order().ToList();
        var times = kept.ToDictionary(path => path, File.GetLastWriteTimeUtc);
        File.Delete(kept[2]);
        var resumed = Sweep(folder, file, [.. Points, "--nodes", "2"]);

        Assert.Equal(alone.Output, spread.Output);
        Assert.Equal(alone.Output, resumed.Output);
        Assert.Equal(6, kept.Count);
        Assert.True(File.Exists(kept[2]));
        Assert.All(kept.Where(path => path != kept[2]), path => Assert.Equal(times[path], File.GetLastWriteTimeUtc(path)));
    }

    [Fact]
    public void Runs_of_a_killed_node_go_to_another()
    {
        using var folder = new TemporaryFolder();
        var file = Scenario(folder, "1ms");
        using var job = new NodesJob(folder.Path, ["sweep", file, .. Points, "--nodes", "3"]);
        var processes = job.AwaitBegin(3, "nodes over");
        // By now each of the two has one.
        var kept = Path.Combine(folder.Path, "kept");
        Assert.True(SpinWait.SpinUntil(() => Directory.Exists(kept) && Directory.GetFiles(kept, "*.json").Length > 0, TimeSpan.FromMinutes(2)));

        NodesJob.Signal(processes[1], "KILL");
        var outcome = job.Finish();

        Assert.True(outcome.ExitCode is 0 or 1, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        Assert.Matches($@"cxlsim: node-1 \(process {processes[1]} on .*\) has ended; [01] of its runs go to other nodes", outcome.Error);
        Assert.Equal(6, Directory.GetFiles(kept, "*.json").Length);
        Assert.DoesNotMatch("lost|bug", outcome.Output);
        Assert.All(processes, process => Assert.True(NodesJob.IsOver(process), $"process {process} is still there"));
    }

    [Fact]
    public void Sweep_whose_nodes_are_all_lost_says_so()
    {
        using var folder = new TemporaryFolder();
        var file = Scenario(folder, "100ms");
        using var job = new NodesJob(folder.Path, ["sweep", file, .. Points, "--nodes", "2"]);
        var processes = job.AwaitBegin(2, "nodes over");

        NodesJob.Signal(processes[1], "KILL");
        var outcome = job.Finish();

        Assert.Equal(69, outcome.ExitCode);
        Assert.Contains("no node is left to make runs", outcome.Error, StringComparison.Ordinal);
    }

    private static Outcome Sweep(TemporaryFolder folder, string file, params string[] arguments)
    {
        var outcome = ChildProcess.Run(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "cxlsim.dll"), "sweep", file, .. arguments.Length == 2 ? [.. Points[..6], .. arguments] : arguments], folder.Path,
            new Dictionary<string, string>());
        Assert.True(outcome.ExitCode is 0 or 1, $"{outcome.ExitCode}: {outcome.Output}{outcome.Error}");
        return outcome;
    }

    // Runs as long as they are told to: what it expects of them is left out.
    private static string Scenario(TemporaryFolder folder, string duration)
    {
        var text = File.ReadAllText(Repository.Config("two-hosts-one-dcd.yaml"));
        text = Regex.Replace(text, @"count: [\d_]+", "count: 2_000_000_000");
        text = text[..text.IndexOf("\nexpectations:", StringComparison.Ordinal)];
        return folder.Write("sweep.yaml", $"{text}\nduration: {duration}\n");
    }
}
