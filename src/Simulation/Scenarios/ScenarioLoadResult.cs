using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A scenario ready to build, or everything that is wrong with its files.</summary>
/// <param name="Scenario">Null when there are errors.</param>
/// <param name="Errors">In order of file, line and column.</param>
public sealed record ScenarioLoadResult(Scenario? Scenario, IReadOnlyList<ScenarioError> Errors)
{
    /// <summary>What files, variables and options say together; null when a file could not be read.</summary>
    internal ConfigNode? Composed { get; init; }
}
