using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>Makes the results of a run of what its nodes tell.</summary>
internal static class ClusterResults
{
    /// <summary>Found of a node that has told nothing.</summary>
    public const string Nothing = "none came";

    /// <param name="built">The fabric, whether it ran here or not.</param>
    /// <param name="parts">By node; null for those that are lost.</param>
    /// <param name="own">Of the one of them whose times count.</param>
    /// <param name="sampled">The names of all that was sampled, in order.</param>
    public static RunResults Merge(ClusterFabric built, IReadOnlyList<NodeReport?> parts, RunResults own, IReadOnlyList<string>? sampled = null)
    {
        var told = parts.OfType<NodeReport>().ToList();
        return new ResultsMerger(built.Fabric, built.NodeOfActor, [.. parts.Select(part => part?.Results)], own).Merge(sampled ?? []) with
        {
            Balance = BalanceOf(built, told, parts.Count),
            Nodes = parts.Count,
            Loads = [.. told.Select(part => part.Load)],
            Events = told.Sum(part => part.Load.Events),
            Failures = [.. told.SelectMany(part => part.Failures).OrderBy(failure => failure.Rank).Select(failure => failure.Failure)],
        };
    }

    public static Failure LossOf(NodeLostException lost, SimTime time) =>
        new(time, string.Join(", ", lost.Nodes.Select(NodeNames.Of)), "to take part until the end", lost.Message);

    private static LoadBalance BalanceOf(ClusterFabric built, List<NodeReport> parts, int nodes)
    {
        var model = built.Fabric.Model;
        var events = new long[model.Actors.Count];
        foreach (var digest in parts.SelectMany(part => part.Digests)) events[digest.Actor] = digest.Events;
        var balancer = new LoadBalancer(
            [.. model.Actors.Select(actor => actor.Name)], events, built.NodeOfActor, nodes, [.. model.Channels.Select(channel => (channel.From.Id, channel.To.Id, channel.Latency))]);
        return balancer.Find(parts.Sum(part => part.Load.Seconds - part.Load.WaitedSeconds), parts.Max(part => part.Load.Seconds));
    }
}
