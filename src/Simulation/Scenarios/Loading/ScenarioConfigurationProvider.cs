using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Key paths and values of a scenario, and for every one of them the place where it was written.</summary>
/// <remarks>
/// One provider for all layers, because providers laid over one another by the configuration root would merge lists item by item
/// and forget which file said what.
/// </remarks>
internal sealed class ScenarioConfigurationProvider(ScenarioSources sources) : ConfigurationProvider
{
    private readonly Dictionary<string, ConfigNode> _nodes = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ScenarioError> _errors = [];

    /// <summary>Mistakes met while reading.</summary>
    public IReadOnlyList<ScenarioError> Errors => _errors;

    /// <summary>Whether every file could be read, so that what is missing is really missing.</summary>
    public bool IsWhole { get; private set; }

    public override void Load()
    {
        Data.Clear();
        _nodes.Clear();
        _errors.Clear();
        var root = ScenarioLayers.Compose(sources, _errors);
        IsWhole = root is not null;
        if (root is not null) Flatten("", root);
    }

    public ConfigNode? Find(string path) => _nodes.GetValueOrDefault(path);

    /// <summary>Where a key was written; for one that was not, where the nearest key above it was.</summary>
    public SourcePosition Locate(string path)
    {
        for (var above = path; above.Length > 0; above = KeyPath.ParentOf(above))
        {
            if (_nodes.TryGetValue(above, out var node)) return node.Position;
        }

        return _nodes.TryGetValue("", out var root) ? root.Position : default;
    }

    // The base class looks through all keys for every section, which takes seconds for a thousand hosts.
    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) =>
        earlierKeys.Concat(Find(parentPath ?? "") switch
        {
            MapNode map => map.Entries.Select(entry => entry.Key),
            ListNode list => Enumerable.Range(0, list.Items.Count).Select(index => index.ToString(CultureInfo.InvariantCulture)),
            _ => [],
        });

    private void Flatten(string path, ConfigNode node)
    {
        _nodes[path] = node;
        switch (node)
        {
            case ScalarNode scalar when path.Length > 0:
                Data[path] = scalar.Text;
                break;
            case ListNode list:
                for (var i = 0; i < list.Items.Count; i++) Flatten(KeyPath.Of(path, i), list.Items[i]);
                break;
            case MapNode map:
                foreach (var (key, value) in map.Entries) Flatten(KeyPath.Join(path, key), value);
                break;
        }
    }
}
