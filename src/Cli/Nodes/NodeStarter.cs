using CxlFabricSim.Actors.Mpi;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Cli.Live;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>Starts the nodes of a run as processes on this machine, and tells how it ended.</summary>
internal static class NodeStarter
{
    /// <param name="plan">How many.</param>
    /// <param name="arguments">The command line that each node gets.</param>
    /// <param name="surroundings">Of this process: whether the nodes have a terminal to show themselves on.</param>
    /// <param name="finish">
    /// Where all nodes are gone, makes of the loss and of what each of them has handed over what one of them would have made of it, and tells
    /// the exit code; null where they have nothing to hand over.
    /// </param>
    public static int Run(
        NodesPlan plan, IEnumerable<string> arguments, Surroundings surroundings, Func<NodeLostException, IReadOnlyList<byte[]?>, int>? finish = null)
    {
        var outcome = Path.GetTempFileName();
        try
        {
            var variables = new Dictionary<string, string> { [NodeOutcome.Variable] = outcome };
            if (NodesView.IsWanted(surroundings)) variables[NodesView.Variable] = "1";
            using var process = MpiJobProcess.Start(plan.Nodes, [.. Self(), .. arguments, .. plan.FurtherArguments], variables);
            using var signals = new StopSignals(process.AskForEnd);
            var code = process.WaitForEnd();
            // A node's own word counts; there may be nobody left to say it.
            if (NodeOutcome.Read(outcome) is not { } told)
            {
                if (process.FirstLost() is not { } lost) return code == ExitCode.Success ? ExitCode.InternalError : ExitCode.NodeLost;
                surroundings.Error.WriteLine($"cxlsim: {lost.Message}");
                return finish?.Invoke(lost, [.. Enumerable.Range(0, plan.Nodes).Select(process.HandedBy)]) ?? ExitCode.NodeLost;
            }

            return told > ExitCode.Signalled && signals.Received > 0 ? ExitCode.Signalled + signals.Received : told;
        }
        finally
        {
            File.Delete(outcome);
        }
    }

    internal static string[] Self()
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.Combine(AppContext.BaseDirectory, "cxlsim.dll")] : [program];
    }
}
