using CxlFabricSim.Simulation.Scenarios.Binding;
using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Validation;
using Microsoft.Extensions.Configuration;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>Reads scenario files into a <see cref="Scenario"/>, or reports all that is wrong with them.</summary>
public static class ScenarioLoader
{
    /// <summary>
    /// Layers the files (later ones win; maps merge by key, lists are replaced whole, <c>~</c> takes a key back to its default),
    /// then environment variables (<c>CXLSIM_hosts__host0__outstandingLines</c>), then overrides.
    /// </summary>
    /// <param name="files">Paths of YAML or JSON files.</param>
    /// <param name="overrides">Each <c>key:path=value</c>.</param>
    /// <param name="environment">The variables of the process; others than <c>CXLSIM_</c> are left alone.</param>
    /// <param name="looksAtBackings">Whether to look for what is wrong with the files behind devices; nothing is created or changed.</param>
    public static ScenarioLoadResult Load(
        IReadOnlyList<string> files, IReadOnlyList<string> overrides, IReadOnlyDictionary<string, string> environment, bool looksAtBackings = true)
    {
        var source = new ScenarioConfigurationSource(new ScenarioSources(files, overrides, environment));
        var configuration = new ConfigurationBuilder().Add(source).Build();
        var errors = source.Provider.Errors.ToList();
        Scenario? scenario = null;
        if (source.Provider.IsWhole)
        {
            var binder = new ScenarioBinder(configuration, source.Provider, errors);
            scenario = binder.Bind() with { Locate = source.Provider.Locate };
            errors.AddRange(ScenarioValidator.Validate(ref scenario, source.Provider.Locate, binder.Unread, looksAtBackings));
        }

        var ordered = errors.Distinct().OrderBy(error => FileOrder(error, files)).ThenBy(error => error.Line).ThenBy(error => error.Column).ToList();
        return new ScenarioLoadResult(ordered.Count == 0 ? scenario : null, ordered) { Composed = source.Provider.Find("") };
    }

    private static int FileOrder(ScenarioError error, IReadOnlyList<string> files)
    {
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i] == error.File) return i;
        }

        return files.Count;
    }
}
