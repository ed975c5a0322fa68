using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Lays files, environment variables and <c>--set</c> options over one another, in that order; later ones win.</summary>
internal static class ScenarioLayers
{
    public const string EnvironmentPrefix = "CXLSIM_";

    // Steers the program, not the scenario.
    private const string DebugVariable = EnvironmentPrefix + "DEBUG";

    /// <summary>The composed tree; null when a source could not be read.</summary>
    public static ConfigNode? Compose(ScenarioSources sources, List<ScenarioError> errors)
    {
        ConfigNode composed = new MapNode(new SourcePosition(sources.Files.Count > 0 ? sources.Files[0] : "scenario"), []);
        var isWhole = true;
        foreach (var file in sources.Files)
        {
            var layer = ScenarioFileReader.Read(file, errors);
            if (layer is MapNode) composed = NodeMerge.Over(composed, ShortForms.Expand(layer, ValueShape.OfScenario));
            else if (layer is not null) errors.Add(NotAMap(layer));
            isWhole &= layer is MapNode;
        }

        foreach (var (name, text) in sources.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal) || name == DebugVariable) continue;
            var path = name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
            composed = SetOne(composed, path, text, $"environment variable {name}", errors);
        }

        foreach (var option in sources.Overrides)
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                composed = SetOne(composed, option[..equals], option[(equals + 1)..], $"--set {option}", errors);
            else
                errors.Add(new ScenarioError(
                    new SourcePosition($"--set {option}"), "", "has no key and value",
                    "write key:path=value, for example hosts:host0:outstandingLines=32"));
        }

        return isWhole ? Presets.Apply(composed, errors) : null;
    }

    private static ConfigNode SetOne(ConfigNode composed, string path, string text, string source, List<ScenarioError> errors)
    {
        var segments = path.Split(KeyPath.Separator);
        if (segments.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add(new ScenarioError(new SourcePosition(source), path, "is not a key path", "names joined by single colons"));
            return composed;
        }

        var value = ReadValue(text, source, errors);
        if (value is null) return composed;

        var shape = segments.Aggregate<string, ValueShape?>(ValueShape.OfScenario, (outer, segment) => outer?.Inside(segment));
        var set = NodeMerge.Set(composed, segments, ShortForms.Expand(value, shape));
        if (set is not null) return set;
        errors.Add(new ScenarioError(
            new SourcePosition(source), path, "leads to a place that the list does not have",
            "positions count from 0; the next free one appends"));
        return composed;
    }

    // Lists and maps may be given in one line, as in --set expectations=[].
    private static ConfigNode? ReadValue(string text, string source, List<ScenarioError> errors) =>
        text is ['[' or '{', ..] ? YamlReader.Parse(text, source, errors) : new ScalarNode(new SourcePosition(source), text is "~" or "null" ? null : text);

    private static ScenarioError NotAMap(ConfigNode layer) =>
        new(layer.Position, "", $"holds {layer.ShapeName}", "a scenario is a map of hosts, devices, links and so on");
}
