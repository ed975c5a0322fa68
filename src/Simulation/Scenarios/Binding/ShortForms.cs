using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>Writes short forms out before layers are merged, so that <c>dynamic: 2GiB</c> in a later file leaves <c>dynamic: {regions: 4}</c> its regions.</summary>
internal static class ShortForms
{
    public static ConfigNode Expand(ConfigNode node, ValueShape? shape) => (node, shape) switch
    {
        (ScalarNode { Text: not null }, { Kind: ShapeKind.Record } record) when record.Record.ShortForm is { } key =>
            new MapNode(node.Position, [new(key.Name, node)]),
        (MapNode map, not null) =>
            new MapNode(map.Position, map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Expand(entry.Value, shape.Inside(entry.Key)))).ToList()),
        (ListNode list, not null) =>
            new ListNode(list.Position, list.Items.Select(item => Expand(item, shape.Element)).ToList()),
        _ => node,
    };
}
