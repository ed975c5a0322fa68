using System.Reflection;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Timing to start from, in files that ship with the program, and the defaults that they and scenarios give.</summary>
internal static class Presets
{
    private const string Key = "preset";
    private const string Folder = "configs/presets/";
    private const string Extension = ".yaml";

    private static readonly Assembly Home = typeof(Presets).Assembly;

    /// <summary>The names of those that ship.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Lays a scenario over the preset that it names, and writes its defaults out.</summary>
    public static ConfigNode Apply(ConfigNode scenario, List<ScenarioError> errors)
    {
        var named = (scenario as MapNode)?.Find(Key) as ScalarNode;
        if (named is { Text: { Length: > 0 } name } && Read(name, named.Position, errors) is { } preset)
            scenario = NodeMerge.Over(ShortForms.Expand(preset, ValueShape.OfScenario), scenario);
        return scenario is MapNode map ? WriteOut(map) : scenario;
    }

    private static MapNode? Read(string name, SourcePosition position, List<ScenarioError> errors)
    {
        var isFile = name.Contains('/', StringComparison.Ordinal) || name.EndsWith(Extension, StringComparison.Ordinal);
        if (!isFile && !Names.Contains(name))
        {
            errors.Add(new ScenarioError(position, Key, $"there is no preset \"{name}\"", NearestName.Advice(name, Names, "the path of a file, with a slash or ending in .yaml")));
            return null;
        }

        var node = isFile ? ScenarioFileReader.Read(Beside(name, position), errors) : YamlReader.Parse(Shipped(name), Folder + name + Extension, errors);
        if (node is null or MapNode) return node as MapNode;
        errors.Add(new ScenarioError(node.Position, "", $"holds {node.ShapeName}", "a preset is a map of linkTypes and defaults"));
        return null;
    }

    private static string Beside(string path, SourcePosition position) =>
        Path.IsPathRooted(path) || !File.Exists(position.Source) ? path : Path.Combine(Path.GetDirectoryName(position.Source) ?? "", path);

    private static string Shipped(string name)
    {
        using var reader = new StreamReader(Home.GetManifestResourceStream(Folder + name + Extension)!);
        return reader.ReadToEnd();
    }

    private static MapNode WriteOut(MapNode scenario)
    {
        if (scenario.Find("defaults") is not MapNode defaults) return scenario;
        var entries = scenario.Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Key switch
        {
            "hosts" => Below(entry.Value, defaults.Find("host")),
            "switches" => Below(entry.Value, defaults.Find("switch")),
            "devices" => Below(entry.Value, defaults.Find("device")),
            "topology" when entry.Value is MapNode topology => InTopology(topology, defaults),
            _ => entry.Value,
        }));
        return new MapNode(scenario.Position, entries.ToList());
    }

    private static ConfigNode Below(ConfigNode named, ConfigNode? defaults) => named is MapNode map && defaults is MapNode
        ? new MapNode(map.Position, map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Fill(defaults, entry.Value))).ToList())
        : named;

    // What is wrong with a default is told where it stands, what is wrong with the part where that stands.
    private static ConfigNode Fill(ConfigNode defaults, ConfigNode value) =>
        value is MapNode && NodeMerge.Over(defaults, value) is MapNode filled ? new MapNode(value.Position, filled.Entries) : value;

    private static ConfigNode InTopology(MapNode topology, MapNode defaults)
    {
        ConfigNode filled = topology;
        foreach (var part in new[] { "host", "switch", "device" })
        {
            if (defaults.Find(part) is not MapNode given) continue;
            filled = NodeMerge.Set(filled, [part], topology.Find(part) is { } own ? Fill(given, own) : given)!;
        }

        return filled;
    }
}
