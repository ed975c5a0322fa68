using System.Diagnostics;
using CxlFabricSim.Actors.Running;
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
    public static RunResults? Run(Scenario scenario, RunOptions options, ICluster cluster, Action<string>? begins = null)
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
        begins?.Invoke(built.Division(cluster.Nodes));
        var before = cluster.Time;
        var clock = Stopwatch.StartNew();
        var report = Run(engine, fabric, options.Watch, cluster.Node);
        var seconds = clock.Elapsed.TotalSeconds;
        var spent = cluster.Time.Since(before);
        var own = new NodeReport
        {
            Results = ResultsCollector.Collect(scenario, fabric, report, "", seconds) with { Samples = sampler?.Collect(report.End) },
            Failures = [.. ResultsCollector.FailuresOf(scenario, fabric, report, engine.IsHere)],
            Digests = engine.DigestsOfActors(),
            Spans = options.TraceEvery > 0 ? TraceCollector.SpansOf(fabric) : [],
            Load = new NodeLoad(
                NodeNames.Of(cluster.Node), nodeOfActor.Count(node => node == cluster.Node), engine.Progress.Events, seconds, spent.Waited.TotalSeconds, spent.Bytes,
                report.Meetings),
        };
        var gathered = cluster.Gather(own.Encode());
        if (!cluster.IsGatherer) return null;
        var parts = gathered.Select(part => part is null ? null : NodeReport.Decode(part)).ToList();
        var merger = new ResultsMerger(fabric, nodeOfActor, [.. parts.Select(part => part?.Results)], own.Results);
        var failures = parts.OfType<NodeReport>().SelectMany(part => part.Failures).OrderBy(failure => failure.Rank).Select(failure => failure.Failure).ToList();
        failures.AddRange(LossesOf(parts, report));
        failures.AddRange(cluster.Leaving.Select(node => new Failure(report.End, NodeNames.Of(node), "to take part until the end", "it has left")));
        var digests = parts.OfType<NodeReport>().SelectMany(part => part.Digests).OrderBy(digest => digest.Actor).ToList();
        return merger.Merge(sampler?.Names ?? []) with
        {
            Trace = options.TraceEvery > 0 ? TraceCollector.Merge([.. parts.OfType<NodeReport>().Select(part => part.Spans)]) : [],
            Balance = BalanceOf(built, digests, [.. parts.OfType<NodeReport>().Select(part => part.Load)], cluster.Nodes),
            Nodes = cluster.Nodes,
            Loads = [.. parts.OfType<NodeReport>().Select(part => part.Load)],
            IsInterrupted = report.IsInterrupted || parts.Contains(null),
            LostNodes = [.. parts.Index().Where(part => part.Item is null).Select(part => NodeNames.Of(part.Index))],
            Events = parts.OfType<NodeReport>().Sum(part => part.Load.Events),
            Digest = engine.Digest(digests),
            Failures = failures,
        };
    }

    private static LoadBalance BalanceOf(ClusterFabric built, IReadOnlyList<ActorDigest> digests, IReadOnlyList<NodeLoad> loads, int nodes)
    {
        var model = built.Fabric.Model;
        var events = new long[model.Actors.Count];
        foreach (var digest in digests) events[digest.Actor] = digest.Events;
        var balancer = new LoadBalancer(
            [.. model.Actors.Select(actor => actor.Name)], events, built.NodeOfActor, nodes, [.. model.Channels.Select(channel => (channel.From.Id, channel.To.Id, channel.Latency))]);
        return balancer.Find(loads.Sum(load => load.Seconds - load.WaitedSeconds), loads.Max(load => load.Seconds));
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
        if (report.Lost is { } lost) yield return new Failure(report.End, string.Join(", ", lost.Nodes.Select(NodeNames.Of)), "to take part until the end", lost.Message);
        for (var node = 0; node < parts.Count; node++)
        {
            if (parts[node] is null && report.Lost?.Nodes.Contains(node) != true)
                yield return new Failure(report.End, NodeNames.Of(node), "results of its actors", "none came");
        }
    }
}
