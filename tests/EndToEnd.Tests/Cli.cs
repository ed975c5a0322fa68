using CxlFabricSim.Cli;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.EndToEnd.Tests;

/// <summary>Runs the command in this process, with verbs that do what the test says.</summary>
internal sealed class Cli
{
    public Func<Scenario, RunOptions, RunResults> Simulate { get; init; } = (_, _) => throw new InvalidOperationException("the test runs no scenario");

    public Dictionary<string, string> Environment { get; } = [];

    public bool IsLinux { get; init; } = true;

    public Outcome Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Invoke(arguments, new Surroundings
        {
            Output = output,
            Error = error,
            IsOutputTerminal = false,
            IsLinux = IsLinux,
            Environment = Environment,
            Simulate = Simulate,
        });
        return new Outcome(code, output.ToString(), error.ToString());
    }
}
