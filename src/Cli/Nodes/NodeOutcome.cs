using System.Globalization;
using CxlFabricSim.Actors.Mpi;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>
/// How a node tells whoever started the nodes what the run came to. An exit code would have mpirun end the job, and say so at length,
/// over an expectation that did not hold.
/// </summary>
internal static class NodeOutcome
{
    /// <summary>Names the file that the outcome goes to.</summary>
    public const string Variable = "CXL_NODE_OUTCOME";

    /// <summary>The exit code of this process: the outcome itself where nobody wants it told.</summary>
    public static int Tell(int code, IReadOnlyDictionary<string, string> environment)
    {
        if (!environment.TryGetValue(Variable, out var path)) return code;
        if (code != ExitCode.Success || MpiJob.RankOf(environment) == 0)
            File.WriteAllText(path, code.ToString(CultureInfo.InvariantCulture));
        return ExitCode.Success;
    }

    /// <summary>Null when no node told anything.</summary>
    public static int? Read(string path) =>
        int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}
