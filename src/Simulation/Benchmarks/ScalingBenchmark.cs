using System.Diagnostics;
using System.Text.Json;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Distribution;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>Measures on two nodes what <see cref="ScalingModel"/> goes by: the case with two racks of 500 hosts, and bare rounds.</summary>
public static class ScalingBenchmark
{
    private const string Case = "two-racks-huge";
    private const int Trials = 2001;
    private const int BatchBytes = 256_000;
    private const int Batches = 201;

    // A message that carries nothing, beside the one that has to be: what it costs is measured as a part of a hop, which is two.
    private const double MessagesOfHop = 2;

    /// <summary>The report on the first node; null on the other.</summary>
    /// <param name="cluster">Two nodes.</param>
    /// <param name="transport">The way between them, in words.</param>
    /// <param name="progress">Told what is measured now.</param>
    public static ScalingReport? Run(ICluster cluster, string transport, Action<string> progress)
    {
        if (cluster.Nodes != 2) throw new ArgumentException($"the scaling model goes by two nodes, and there are {cluster.Nodes}", nameof(cluster));
        cluster.TakeTime();
        progress("rounds between two nodes");
        var hop = QuickRound(cluster, 0, Trials);
        var perKilobyte = Math.Max(0, QuickRound(cluster, BatchBytes, Batches) - hop) * 1000 / BatchBytes;
        progress($"{Case}, one process");
        var scenario = BenchScenarios.Load(Case);
        var perEvent = cluster.Node == 0 ? NanosecondsPerEvent(scenario) : 0;
        progress($"{Case}, {cluster.Nodes} nodes");
        using var built = ClusterFabric.Build(scenario, cluster);
        var measuring = new MeasuringCluster(cluster);
        var engine = new Engine(built.Fabric.Model, new RunSettings { Cluster = measuring, NodeOfActor = built.NodeOfActor });
        var before = cluster.Time;
        var report = engine.Run();
        var bytes = cluster.Time.Since(before).Bytes / (double)report.Meetings;
        var windows = cluster.Gather(JsonSerializer.SerializeToUtf8Bytes(measuring.EventsOfWindows)).Select(part => JsonSerializer.Deserialize<List<long>>(part)!).ToList();
        if (cluster.Node != 0) return null;
        var (mean, spread) = SpreadOf(windows[0], windows[1]);
        return ScalingModel.Of(
            transport, new ScalingInputs(hop, hop / MessagesOfHop, perKilobyte, perEvent, scenario.Hosts.Count / cluster.Nodes, mean, bytes, spread));
    }

    /// <summary>A tenth of the rounds take less: on a shared machine the others wait for a processor, which no vote is to blame for.</summary>
    private static double QuickRound(ICluster cluster, int batchBytes, int rounds)
    {
        var batch = new byte[batchBytes];
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var begin = Stopwatch.GetTimestamp();
            if (batchBytes > 0) cluster.Send(cluster.Node, 1 - cluster.Node, batch);
            cluster.Vote(cluster.Node, Vote.Neutral);
            cluster.Agree(cluster.Node);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
        }

        times.Sort();
        return times[rounds / 10];
    }

    private static double NanosecondsPerEvent(Scenarios.Scenario scenario)
    {
        using var fabric = FabricBuilder.Build(scenario, (IBackendSource?)null);
        var engine = new Engine(fabric.Model, new RunSettings());
        var begin = Environment.CpuUsage.TotalTime;
        var report = engine.Run();
        return (Environment.CpuUsage.TotalTime - begin).TotalNanoseconds / report.Events;
    }

    /// <summary>
    /// From what two racks differ by in the same window: what both do less of, as at the begin and the end, keeps neither waiting. Of two
    /// draws the difference spreads more than each, by the root of two.
    /// </summary>
    internal static (double Mean, double Spread) SpreadOf(IReadOnlyList<long> one, IReadOnlyList<long> other)
    {
        var differences = one.Zip(other, (first, second) => (double)(first - second)).ToList();
        var (mean, difference) = ((one.Sum() + other.Sum()) / 2.0 / one.Count, differences.Average());
        return (mean, Math.Sqrt(differences.Average(each => (each - difference) * (each - difference)) / 2) / mean);
    }
}
