namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>A value of a scenario file with the place of its key. Immutable, so that aliases may share it.</summary>
internal abstract class ConfigNode(SourcePosition position)
{
    public SourcePosition Position { get; } = position;

    /// <summary>Levels below and including this one.</summary>
    public int Depth { get; protected init; } = 1;

    /// <summary>Nodes when written out, aliases expanded.</summary>
    public long Weight { get; protected init; } = 1;

    public abstract string ShapeName { get; }

    /// <summary>The same value, said elsewhere.</summary>
    public abstract ConfigNode At(SourcePosition position);

    protected static int DepthOver(IEnumerable<ConfigNode> children) => 1 + children.Select(child => child.Depth).DefaultIfEmpty().Max();

    // Saturates far below overflow: nested aliases double it with every line.
    protected static long WeightOver(IEnumerable<ConfigNode> children) =>
        children.Aggregate(1L, (sum, child) => Math.Min(long.MaxValue / 4, sum + child.Weight));
}

/// <summary>A single value; null when the key stands there without one.</summary>
internal sealed class ScalarNode(SourcePosition position, string? text) : ConfigNode(position)
{
    public string? Text { get; } = text;

    public override string ShapeName => Text is null ? "nothing" : $"\"{Text}\"";

    public override ConfigNode At(SourcePosition position) => new ScalarNode(position, Text);
}

/// <summary>Values by position.</summary>
internal sealed class ListNode : ConfigNode
{
    public ListNode(SourcePosition position, IReadOnlyList<ConfigNode> items) : base(position)
    {
        Items = items;
        Depth = DepthOver(items);
        Weight = WeightOver(items);
    }

    public IReadOnlyList<ConfigNode> Items { get; }

    public override string ShapeName => "a list";

    public override ConfigNode At(SourcePosition position) => new ListNode(position, Items);
}

/// <summary>Values by name, in the order written.</summary>
internal sealed class MapNode : ConfigNode
{
    private readonly Dictionary<string, ConfigNode> _byKey;

    public MapNode(SourcePosition position, IReadOnlyList<KeyValuePair<string, ConfigNode>> entries) : base(position)
    {
        Entries = entries;
        _byKey = new Dictionary<string, ConfigNode>(entries, StringComparer.OrdinalIgnoreCase);
        Depth = DepthOver(_byKey.Values);
        Weight = WeightOver(_byKey.Values);
    }

    public IReadOnlyList<KeyValuePair<string, ConfigNode>> Entries { get; }

    public override string ShapeName => "a map";

    public ConfigNode? Find(string key) => _byKey.GetValueOrDefault(key);

    public override ConfigNode At(SourcePosition position) => new MapNode(position, Entries);
}
