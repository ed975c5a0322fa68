using System.Diagnostics;
using System.Text.Json;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>
/// Measures scenarios in bench/ over several nodes and in one process. Both take turns in one job, since only the ratio within one command
/// means something on a shared machine: while the first node runs alone, the others sleep.
/// </summary>
public static class NodesBenchmark
{
    private const int Runs = 3;

    /// <summary>In the order in which they are measured.</summary>
    public static IReadOnlyList<string> Cases { get; } = ["read-4x1x4", "large", "huge", "two-racks", "two-racks-huge"];

    /// <summary>The report on the first node; null on the others.</summary>
    /// <param name="names">Which of <see cref="Cases"/> to measure; the same on every node.</param>
    /// <param name="cluster">The nodes.</param>
    /// <param name="transport">The way between them, in words.</param>
    /// <param name="progress">Told what is measured now.</param>
    /// <param name="driver">Who runs the actors of a node; null for a thread of the engine's own, as one process has.</param>
    public static NodesBenchReport? Run(IReadOnlyList<string> names, ICluster cluster, string transport, Action<string> progress, IDriver? driver = null)
    {
        // A process alone may take minutes, in which the others hear nothing.
        cluster.TakeTime();
        var cases = new List<NodesBenchCase>();
        foreach (var name in Cases.Where(names.Contains))
        {
            progress($"{name}, {cluster.Nodes} nodes and one process");
            if (Measure(BenchScenarios.Load(name), cluster, driver) is { } measured) cases.Add(measured);
        }

        return cluster.Node == 0 ? new NodesBenchReport(cluster.Nodes, transport, cases) : null;
    }

    private static NodesBenchCase? Measure(Scenario scenario, ICluster cluster, IDriver? driver)
    {
        var brief = BenchScenarios.Shortened(scenario);
        if (cluster.Node == 0) RunAlone(brief);
        RunTogether(brief, cluster, driver);
        var pairs = new List<(Sample Alone, Sample Together)>();
        for (var run = 0; run < Runs; run++)
        {
            var alone = cluster.Node == 0 ? RunAlone(scenario) : null;
            var together = RunTogether(scenario, cluster, driver);
            if (alone is not null) pairs.Add((alone, together!));
        }

        if (pairs.Count == 0) return null;
        if (pairs.Any(pair => pair.Alone.Digest != pairs[0].Alone.Digest || pair.Together.Digest != pairs[0].Alone.Digest))
            throw new InvalidOperationException($"{scenario.Name}: runs of one scenario gave different digests");
        return CaseOf(scenario.Name, pairs);
    }

    private static NodesBenchCase CaseOf(string name, IReadOnlyList<(Sample Alone, Sample Together)> pairs)
    {
        var runs = pairs.Select(pair => pair.Together).ToList();
        var first = runs[0];
        return new NodesBenchCase(
            name,
            BenchScenarios.Median(pairs.Select(pair => pair.Alone.Seconds / pair.Together.Seconds)),
            BenchScenarios.Median(pairs.Select(pair => pair.Alone.ProcessorSeconds / pair.Together.ProcessorSeconds)),
            BenchScenarios.Median(pairs.Select(pair => pair.Alone.Seconds)),
            BenchScenarios.Median(pairs.Select(pair => pair.Alone.ProcessorSeconds / pair.Alone.Seconds)),
            BenchScenarios.Median(runs.Select(run => run.Seconds)),
            first.MeetEveryNanoseconds,
            first.Windows,
            BenchScenarios.Median(runs.Select(run => run.Windows / run.Seconds)),
            first.Events / (double)first.Windows,
            BenchScenarios.Median(runs.Select(run => run.Events / run.Seconds)),
            BenchScenarios.Median(runs.Select(run => run.Bytes / run.Seconds / 1e6)),
            first.Bytes / (double)first.Windows,
            [.. first.Nodes.Select((node, index) => new NodeShare(
                node.Events / (double)first.Events,
                BenchScenarios.Median(runs.Select(run => run.Nodes[index].WaitedSeconds / run.Nodes[index].Seconds)),
                BenchScenarios.Median(runs.Select(run => run.Nodes[index].ProcessorSeconds / run.Nodes[index].Seconds))))]);
    }

    private static Sample RunAlone(Scenario scenario)
    {
        GC.Collect();
        using var fabric = FabricBuilder.Build(scenario, (IBackendSource?)null);
        var engine = new Engine(fabric.Model, new RunSettings());
        var (processor, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var report = engine.Run();
        return new Sample(clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds, report.Events, engine.DigestOfMessages(), 0, 0, 0, []);
    }

    /// <summary>Null on all nodes but the first.</summary>
    private static Sample? RunTogether(Scenario scenario, ICluster cluster, IDriver? driver)
    {
        GC.Collect();
        using var built = ClusterFabric.Build(scenario, cluster);
        var engine = new Engine(built.Fabric.Model, new RunSettings { Cluster = cluster, NodeOfActor = built.NodeOfActor, Driver = driver, KindOf = ActorKinds.Of });
        Meet(cluster);
        var (before, processor, clock) = (cluster.Time, Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var report = engine.Run();
        var seconds = clock.Elapsed.TotalSeconds;
        var spent = cluster.Time.Since(before);
        var own = new Part(
            engine.Progress.Events, seconds, spent.Waited.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds, spent.Bytes, engine.DigestsOfMessages());
        var parts = cluster.Gather(JsonSerializer.SerializeToUtf8Bytes(own)).Select(part => JsonSerializer.Deserialize<Part>(part)!).ToList();
        if (parts.Count == 0) return null;
        return new Sample(
            parts.Max(part => part.Seconds),
            parts.Max(part => part.ProcessorSeconds),
            report.Events,
            engine.Digest([.. parts.SelectMany(part => part.Digests).OrderBy(digest => digest.Actor)]),
            report.Meetings,
            parts.Sum(part => part.Bytes),
            built.MeetEvery.Nanoseconds,
            parts);
    }

    /// <summary>All begin at once.</summary>
    private static void Meet(ICluster cluster)
    {
        cluster.Vote(cluster.Node, Vote.Neutral);
        cluster.Agree(cluster.Node);
    }

    private sealed record Part(long Events, double Seconds, double WaitedSeconds, double ProcessorSeconds, long Bytes, IReadOnlyList<ActorDigest> Digests);

    private sealed record Sample(
        double Seconds, double ProcessorSeconds, long Events, string Digest, long Windows, long Bytes, double MeetEveryNanoseconds, IReadOnlyList<Part> Nodes);
}
