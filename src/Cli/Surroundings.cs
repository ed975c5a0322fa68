using System.Collections;
using System.Text;
using CxlFabricSim.Actors.Mpi;
using CxlFabricSim.Cli.Nodes;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Cli;

/// <summary>All that the verbs reach outside themselves, so that tests can put their own in its place.</summary>
internal sealed record Surroundings
{
    public required TextWriter Output { get; init; }
    public required TextWriter Error { get; init; }
    public required bool IsOutputTerminal { get; init; }

    /// <summary>Somebody sees the error output as it comes: progress may be shown there.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Devices' memory is mapped by calls that no other system has.</summary>
    public bool IsLinux { get; init; } = OperatingSystem.IsLinux();

    public required IReadOnlyDictionary<string, string> Environment { get; init; }
    public required Func<Scenario, RunOptions, RunResults> Simulate { get; init; }

    /// <summary>The run that this process has joined before the command line of the run came to it; null for none.</summary>
    public IJoinedRun? Joined { get; init; }

    /// <summary>By which whoever started this process, as a node, sees that it lives; null where nobody wants to.</summary>
    public LifeSign? LifeSign { get; init; }

    public static Surroundings OfThisProcess()
    {
        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
        // mpirun gives its processes terminals of its own, at the other end of which nobody sits.
        var isNode = MpiJob.SizeOf(environment) is not null;
        if (isNode) System.Environment.SetEnvironmentVariable("TERM", "dumb");
        // Tables are drawn with characters beyond ASCII whatever the locale says.
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Surroundings
        {
            Output = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true },
            Error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true },
            IsOutputTerminal = !isNode && !Console.IsOutputRedirected,
            IsErrorTerminal = !isNode && !Console.IsErrorRedirected,
            Environment = environment,
            Simulate = Simulator.Run,
            LifeSign = LifeSign.Give(environment),
        };
    }
}
