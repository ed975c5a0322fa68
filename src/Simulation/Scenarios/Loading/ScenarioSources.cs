namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Everything a scenario is read from.</summary>
/// <param name="Files">Layered: later ones win.</param>
/// <param name="Overrides">Each <c>key:path=value</c>; they win over all else.</param>
/// <param name="Environment">All variables of the process; those with the prefix <c>CXLSIM_</c> count.</param>
internal sealed record ScenarioSources(
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Overrides,
    IReadOnlyDictionary<string, string> Environment);
