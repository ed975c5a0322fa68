using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Finds what a scenario's values say that cannot be built or run, beyond what each value shows by itself.</summary>
internal static class ScenarioValidator
{
    public static IReadOnlyList<ScenarioError> Validate(
        Scenario scenario, Func<string, SourcePosition> locate, IReadOnlyList<ScenarioError> earlier)
    {
        var findings = new Findings(locate, earlier);
        return findings.Errors;
    }
}
