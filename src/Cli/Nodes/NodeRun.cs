using System.Globalization;
using CxlFabricSim.Actors.Mpi;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Cli.Live;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>This process's part of a run that several share.</summary>
internal static class NodeRun
{
    /// <summary>How many nodes speak to each other in every round; more than these vote by doubling.</summary>
    private const string DenseVariable = "CXL_NODES_DENSE";

    /// <summary>
    /// Runs it and lets one node do what follows: on that node the answer is what <paramref name="finish"/> made of the results, on the
    /// others it is nothing to speak of. What goes wrong on all of them alike is told by one.
    /// </summary>
    public static int Run(Scenario scenario, RunOptions options, TimeSpan patience, Surroundings surroundings, Func<RunResults, int> finish)
    {
        return Join(patience, surroundings, nodes => RunOn(nodes.Cluster));

        int RunOn(ICluster cluster)
        {
            using var view = cluster.Node == 0 && surroundings.Environment.ContainsKey(NodesView.Variable) ? new NodesView(cluster, surroundings.Error) : null;
            var results = ClusterRun.Run(scenario, options, cluster, cluster.Node == 0 ? surroundings.Error.WriteLine : null, surroundings.LifeSign is { } sign ? sign.HandOver : null);
            view?.Dispose();
            return results is null ? ExitCode.Success : finish(results);
        }
    }

    /// <summary>Does something together with the other nodes: those of the run that is joined already, or of an MPI job.</summary>
    public static int Join(TimeSpan patience, Surroundings surroundings, Func<NodeGroup, int> work)
    {
        if (surroundings.Joined is { } joined) return Work(joined.Nodes, static () => { }, surroundings, work);
        var cluster = surroundings.Environment.TryGetValue(DenseVariable, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var dense)
            ? MpiCluster.Join(patience, dense)
            : MpiCluster.Join(patience);
        return Work(new NodeGroup(cluster, cluster, cluster.Description), cluster.Dispose, surroundings, work);
    }

    private static int Work(NodeGroup nodes, Action leave, Surroundings surroundings, Func<NodeGroup, int> work)
    {
        var cluster = nodes.Cluster;
        try
        {
            if (cluster.Node == 0) surroundings.Error.WriteLine(nodes.Description);
            return Leave(work(nodes));
        }
        catch (NodeLostException exception)
        {
            if (cluster.IsGatherer) surroundings.Error.WriteLine($"cxlsim: {exception.Message}");
            return Leave(cluster.IsGatherer ? ExitCode.NodeLost : ExitCode.Success);
        }
        catch (Exception exception) when (exception is NodeFailedException or ScenarioException)
        {
            leave();
            if (cluster.Node == 0) throw;
            return ExitCode.Success;
        }

        // Whoever leaves ends nodes that are held, and Hydra then ends all: what this came to is told before.
        int Leave(int code)
        {
            NodeOutcome.Tell(code, surroundings.Environment);
            leave();
            return code;
        }
    }
}
