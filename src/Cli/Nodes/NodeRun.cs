using CxlFabricSim.Actors.Mpi;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>This process's part of a run that several share.</summary>
internal static class NodeRun
{
    /// <summary>
    /// Runs it and lets one node do what follows: on that node the answer is what <paramref name="finish"/> made of the results, on the
    /// others it is nothing to speak of. What goes wrong on all of them alike is told by one.
    /// </summary>
    public static int Run(Scenario scenario, RunOptions options, TimeSpan patience, Surroundings surroundings, Func<RunResults, int> finish)
    {
        if (surroundings.Joined is { } joined) return Run(scenario, options, joined.Cluster, joined.Description, static () => { }, surroundings, finish);
        var cluster = MpiCluster.Join(patience);
        return Run(scenario, options, cluster, cluster.Description, cluster.Dispose, surroundings, finish);
    }

    private static int Run(
        Scenario scenario, RunOptions options, ICluster cluster, string description, Action leave, Surroundings surroundings, Func<RunResults, int> finish)
    {
        try
        {
            if (cluster.Node == 0) surroundings.Error.WriteLine(description);
            var results = ClusterRun.Run(scenario, options, cluster, cluster.Node == 0 ? surroundings.Error.WriteLine : null);
            var code = results is null ? ExitCode.Success : finish(results);
            leave();
            return code;
        }
        catch (NodeLostException exception)
        {
            if (cluster.IsGatherer) surroundings.Error.WriteLine($"cxlsim: {exception.Message}");
            leave();
            return cluster.IsGatherer ? ExitCode.NodeLost : ExitCode.Success;
        }
        catch (Exception exception) when (exception is NodeFailedException or ScenarioException)
        {
            leave();
            if (cluster.Node == 0) throw;
            return ExitCode.Success;
        }
    }
}
