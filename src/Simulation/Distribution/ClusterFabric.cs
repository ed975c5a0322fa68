using System.Globalization;
using System.Text;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>A fabric as every node of a run builds it: whole, with the memory of its own devices, and divided alike everywhere.</summary>
/// <param name="Fabric">What was built here.</param>
/// <param name="NodeOfActor">The node of each actor, by its number.</param>
internal sealed record ClusterFabric(BuiltFabric Fabric, IReadOnlyList<int> NodeOfActor) : IDisposable
{
    /// <summary>How the actors are divided, in words.</summary>
    public string Division(int nodes)
    {
        var actors = string.Join(", ", Enumerable.Range(0, nodes).Select(node => NodeOfActor.Count(of => of == node)));
        return $"nodes have {actors} actors and meet every {MeetEvery}: the shortest channel between two of them";
    }

    /// <summary>How often nodes meet in virtual time, as long as anything happens.</summary>
    public SimTime MeetEvery => Fabric.Model.ShortestBetween(NodeOfActor);

    /// <summary>Builds it on every node; what is wrong with the memory of one node's devices ends the run on all.</summary>
    /// <param name="scenario">The same on every node.</param>
    /// <param name="cluster">The nodes.</param>
    /// <param name="hasGateway">Whether there is a way in from outside.</param>
    /// <param name="traceEvery">Follow the requests in one of so many slots; none when zero.</param>
    public static ClusterFabric Build(Scenario scenario, ICluster cluster, bool hasGateway = false, int traceEvery = 0)
    {
        var nodeOfActor = Plan(scenario, cluster, hasGateway, out var nodeOfDevice);
        BuiltFabric? fabric = null;
        ScenarioException? problem = null;
        try
        {
            fabric = FabricBuilder.Build(scenario, new NodeBackends(device => nodeOfDevice[device] == cluster.Node), hasGateway, traceEvery);
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

        return new ClusterFabric(fabric!, nodeOfActor);
    }

    /// <summary>The same without memory, where nothing of it runs: which actors there are, the channels between them, and who is where.</summary>
    public static ClusterFabric Plan(Scenario scenario, int nodes, bool hasGateway)
    {
        var plan = FabricBuilder.Build(scenario, new NodeBackends(_ => false), hasGateway);
        return new ClusterFabric(plan, NodePlacement.Of(scenario, plan, nodes));
    }

    public void Dispose() => Fabric.Dispose();

    private static IReadOnlyList<int> Plan(Scenario scenario, ICluster cluster, bool hasGateway, out Dictionary<string, int> nodeOfDevice)
    {
        using var planned = Plan(scenario, cluster.Nodes, hasGateway);
        var (plan, nodeOfActor) = planned;
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
}
