using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>A run of which no node is left: its results so far are what each of them handed over last.</summary>
public static class LostRun
{
    /// <summary>Null when no node had come so far. Each has told of a time of its own, and of them all the earliest is the time of the results.</summary>
    /// <param name="scenario">What ran.</param>
    /// <param name="options">How.</param>
    /// <param name="handed">What each node has handed over, by node; null for those that have not.</param>
    /// <param name="lost">Who was lost first: the others went with it.</param>
    public static RunResults? Results(Scenario scenario, RunOptions options, IReadOnlyList<byte[]?> handed, NodeLostException lost)
    {
        var parts = handed.Select(part => part is null ? null : NodeReport.Decode(part)).ToList();
        if (parts.OfType<NodeReport>().MinBy(part => part.Results.SimulatedTime) is not { } earliest) return null;
        if (options.Replay is { } recorded) scenario = scenario with { Duration = recorded.End };
        using var plan = ClusterFabric.Plan(scenario, handed.Count, options.Replay is not null);
        var merged = ClusterResults.Merge(plan, parts, earliest.Results);
        return merged with
        {
            LostNodes = [.. lost.Nodes.Select(NodeNames.Of)],
            Failures = [.. merged.Failures, ClusterResults.LossOf(lost, merged.SimulatedTime), .. parts.Index().Select(part => Missing(part.Index, part.Item))],
        };

        Failure Missing(int node, NodeReport? part) => new(
            part?.Results.SimulatedTime ?? merged.SimulatedTime, NodeNames.Of(node), "results of its actors",
            part is null ? ClusterResults.Nothing : "those up to here, without samples, traces and a digest");
    }
}
