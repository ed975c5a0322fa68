using System.Diagnostics;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Sampling;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Tracing;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>A run that several nodes share. Each builds the whole fabric, has the memory of its own devices, and runs its own actors.</summary>
public static class ClusterRun
{
    /// <summary>The results on the node that gathers them; null on the others.</summary>
    /// <param name="scenario">The same on every node.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cluster">The nodes.</param>
    /// <param name="begins">Told once how the actors are divided, when all is built and the run begins.</param>
    /// <param name="handOver">Takes this node's results so far now and then (<see cref="LostRun"/>); null where nobody wants them.</param>
    public static RunResults? Run(Scenario scenario, RunOptions options, ICluster cluster, Action<string>? begins = null, Action<byte[]>? handOver = null)
    {
        if (options.Replay is { } recorded) scenario = scenario with { Duration = recorded.End };
        var hasGateway = options.Replay is not null;
        using var built = ClusterFabric.Build(scenario, cluster, hasGateway, options.TraceEvery);
        var (fabric, nodeOfActor) = built;
        options.Replay?.PlayInto(fabric.Gateway!);
        var engine = new Engine(fabric.Model, new RunSettings
        {
            Threads = options.Threads,
            ThreadsExact = options.ThreadsExact,
            Duration = scenario.Duration,
            Driver = options.Driver,
            KindOf = ActorKinds.Of,
            Cluster = cluster,
            NodeOfActor = nodeOfActor,
        });
        var sampler = scenario.Sampling is { } sampling ? FabricSampler.Attach(fabric, sampling.Interval, engine.IsHere) : null;
        var before = cluster.Time;
        var clock = Stopwatch.StartNew();
        if (handOver is not null)
        {
            // The state of memory takes long to read, and samples are closed when they are read: neither belongs to results so far.
            var handover = new Handover(handOver, soFar => ReportOf(soFar, clock.Elapsed.TotalSeconds, engine.DigestsOfMessages()));
            handover.Offer(new RunReport(SimTime.Zero, 0, 0, options.Threads, 0, IsInterrupted: true));
            engine.LookWhileStanding(handover.Offer);
        }

        begins?.Invoke(built.Division(cluster.Nodes));
        before = cluster.Time;
        clock.Restart();
        var report = Run(engine, fabric, options.Watch, cluster.Node);
        var own = ReportOf(report, clock.Elapsed.TotalSeconds, null);
        own = own with { Results = own.Results with { Samples = sampler?.Collect(report.End) }, Spans = options.TraceEvery > 0 ? TraceCollector.SpansOf(fabric) : [] };
        var gathered = cluster.Gather(own.Encode());
        if (!cluster.IsGatherer) return null;
        var parts = gathered.Select(part => part is null ? null : NodeReport.Decode(part)).ToList();
        var merged = ClusterResults.Merge(built, parts, own.Results, sampler?.Names);
        var leaving = cluster.Leaving.Select(node => new Failure(report.End, NodeNames.Of(node), "to take part until the end", "it has left"));
        return merged with
        {
            Trace = options.TraceEvery > 0 ? TraceCollector.Merge([.. parts.OfType<NodeReport>().Select(part => part.Spans)]) : [],
            IsInterrupted = report.IsInterrupted || parts.Contains(null),
            LostNodes = [.. parts.Index().Where(part => part.Item is null).Select(part => NodeNames.Of(part.Index))],
            Digest = engine.Digest([.. parts.OfType<NodeReport>().SelectMany(part => part.Digests).OrderBy(digest => digest.Actor)]),
            Failures = [.. merged.Failures, .. LossesOf(parts, report), .. leaving],
        };

        NodeReport ReportOf(RunReport read, double seconds, IReadOnlyList<ActorDigest>? digests)
        {
            var spent = cluster.Time.Since(before);
            return new NodeReport
            {
                Results = ResultsCollector.Collect(scenario, fabric, read, "", seconds),
                Failures = [.. ResultsCollector.FailuresOf(scenario, fabric, read, engine.IsHere)],
                Digests = digests ?? engine.DigestsOfActors(),
                Load = new NodeLoad(
                    NodeNames.Of(cluster.Node), nodeOfActor.Count(node => node == cluster.Node), engine.Progress.Events, seconds, spent.Waited.TotalSeconds, spent.Bytes,
                    read.Meetings),
            };
        }
    }

    private static RunReport Run(Engine engine, BuiltFabric fabric, RunWatch? watch, int node)
    {
        watch?.Begin(engine, fabric);
        try
        {
            return engine.Run();
        }
        catch (ActorFailedException exception) when (exception.InnerException is InputException input)
        {
            throw new ScenarioException(input.Message, exception);
        }
        catch (NodeFailedException exception) when (exception.Mistakes is { } mistakes)
        {
            throw new ScenarioException(mistakes, exception);
        }
        catch (ActorFailedException exception)
        {
            throw new NodeFailedException(node, exception.Message, exception);
        }
        finally
        {
            watch?.End();
        }
    }

    private static IEnumerable<Failure> LossesOf(List<NodeReport?> parts, RunReport report)
    {
        if (report.Lost is { } lost) yield return ClusterResults.LossOf(lost, report.End);
        for (var node = 0; node < parts.Count; node++)
        {
            if (parts[node] is null && report.Lost?.Nodes.Contains(node) != true)
                yield return new Failure(report.End, NodeNames.Of(node), "results of its actors", ClusterResults.Nothing);
        }
    }
}
