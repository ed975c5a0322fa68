using System.Diagnostics;
using System.Globalization;
using System.Text;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Sampling;
using CxlFabricSim.Simulation.Scenarios;

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
        var nodeOfActor = Plan(scenario, cluster, hasGateway, out var nodeOfDevice);
        using var fabric = Build(scenario, cluster, hasGateway, device => nodeOfDevice[device] == cluster.Node);
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
        begins?.Invoke($"nodes have {ActorsPerNode(nodeOfActor, cluster.Nodes)} actors and meet every {fabric.Model.ShortestBetween(nodeOfActor)}: the shortest channel between two of them");
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
        return merger.Merge(sampler?.Names ?? []) with
        {
            Nodes = cluster.Nodes,
            Loads = [.. parts.OfType<NodeReport>().Select(part => part.Load)],
            IsInterrupted = report.IsInterrupted || parts.Contains(null),
            LostNodes = [.. parts.Index().Where(part => part.Item is null).Select(part => NodeNames.Of(part.Index))],
            Events = parts.OfType<NodeReport>().Sum(part => part.Load.Events),
            Digest = engine.Digest([.. parts.OfType<NodeReport>().SelectMany(part => part.Digests).OrderBy(digest => digest.Actor)]),
            Failures = failures,
        };
    }

    private static IReadOnlyList<int> Plan(Scenario scenario, ICluster cluster, bool hasGateway, out Dictionary<string, int> nodeOfDevice)
    {
        // All that is asked for here is which actors there are, and the channels between them: nothing is mapped for it.
        using var plan = FabricBuilder.Build(scenario, new NodeBackends(_ => false), hasGateway);
        var nodeOfActor = NodePlacement.Of(scenario, plan, cluster.Nodes);
        nodeOfDevice = plan.Devices.ToDictionary(device => device.Key, device => nodeOfActor[device.Value.Id], StringComparer.Ordinal);
        var fingerprint = plan.Model.Actors.Aggregate(
            StableHash.Fold(0, scenario.Seed, (ulong)(scenario.Duration?.Picoseconds ?? 0)),
            (hash, actor) => StableHash.Fold(hash, StableHash.OfText(actor.Name), (ulong)(nodeOfActor[actor.Id] << 16 | actor.Outputs.Length)));
        var own = fingerprint.ToString("x", CultureInfo.InvariantCulture);
        var others = Tell(cluster, own);
        for (var node = 0; node < others.Count; node++)
        {
            if (others[node] != own) throw new ScenarioException($"{NodeNames.Of(node)} and {NodeNames.Of(cluster.Node)} have different scenarios: they need the same files and options");
        }

        return nodeOfActor;
    }

    /// <summary>What is wrong with the memory of one node's devices ends the run on all.</summary>
    private static BuiltFabric Build(Scenario scenario, ICluster cluster, bool hasGateway, Func<string, bool> isHere)
    {
        BuiltFabric? fabric = null;
        ScenarioException? problem = null;
        try
        {
            fabric = FabricBuilder.Build(scenario, new NodeBackends(isHere), hasGateway);
        }
        catch (ScenarioException exception)
        {
            problem = exception;
        }

        var problems = Tell(cluster, problem?.Message ?? "");
        if (problem is not null) throw problem;
        for (var node = 0; node < problems.Count; node++)
        {
            if (problems[node].Length == 0) continue;
            fabric!.Dispose();
            throw new ScenarioException($"{NodeNames.Of(node)}: {problems[node]}");
        }

        return fabric!;
    }

    private static string ActorsPerNode(IReadOnlyList<int> nodeOfActor, int nodes) =>
        string.Join(", ", Enumerable.Range(0, nodes).Select(node => nodeOfActor.Count(of => of == node)));

    /// <summary>Every node's words, by node.</summary>
    private static List<string> Tell(ICluster cluster, string own)
    {
        for (var node = 0; node < cluster.Nodes; node++)
        {
            if (node != cluster.Node) cluster.Send(cluster.Node, node, Encoding.UTF8.GetBytes(own));
        }

        cluster.Vote(cluster.Node, Vote.Neutral);
        cluster.Agree(cluster.Node);
        return [.. Enumerable.Range(0, cluster.Nodes).Select(node => node == cluster.Node ? own : Encoding.UTF8.GetString(cluster.Receive(node, cluster.Node).Span))];
    }

    private static RunReport Run(Engine engine, BuiltFabric fabric, RunWatch? watch, int node)
    {
        watch?.Begin(engine, fabric);
        try
        {
            return engine.Run();
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
