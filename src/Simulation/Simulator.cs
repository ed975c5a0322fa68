using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation;

/// <summary>Builds a scenario's fabric and runs it to its end.</summary>
public static class Simulator
{
    public static RunResults Run(Scenario scenario, RunOptions options) =>
        throw new NotSupportedException($"the scenario \"{scenario.Name}\" cannot be run with {options.Threads} threads: this build has no engine");
}
