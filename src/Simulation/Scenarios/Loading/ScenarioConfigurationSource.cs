using Microsoft.Extensions.Configuration;

namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>The scenario's files, variables and options as one source of configuration.</summary>
internal sealed class ScenarioConfigurationSource(ScenarioSources sources) : IConfigurationSource
{
    public ScenarioConfigurationProvider Provider { get; } = new(sources);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => Provider;
}
