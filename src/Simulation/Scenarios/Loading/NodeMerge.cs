using System.Globalization;

namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Lays one tree of values over another: maps merge by key, anything else replaces what was there whole.</summary>
internal static class NodeMerge
{
    public static ConfigNode Over(ConfigNode earlier, ConfigNode later)
    {
        if (earlier is not MapNode below || later is not MapNode above) return later;
        var entries = below.Entries
            .Select(entry => above.Find(entry.Key) is { } value ? new(entry.Key, Over(entry.Value, value)) : entry)
            .Concat(above.Entries.Where(entry => below.Find(entry.Key) is null));
        return new MapNode(below.Position, entries.ToList());
    }

    /// <summary>
    /// A tree with one value laid over what stands at a path: creates the maps on the way, and reaches into lists by position.
    /// Null when the path leads to a list position that is neither taken nor next.
    /// </summary>
    public static ConfigNode? Set(ConfigNode? tree, ReadOnlySpan<string> path, ConfigNode value)
    {
        if (path.IsEmpty) return tree is null ? value : Over(tree, value);
        return tree switch
        {
            ListNode list => SetItem(list, path, value),
            MapNode map => SetEntry(map, path, value),
            _ => SetEntry(new MapNode(value.Position, []), path, value),
        };
    }

    private static MapNode? SetEntry(MapNode map, ReadOnlySpan<string> path, ConfigNode value)
    {
        var key = path[0];
        var child = Set(map.Find(key), path[1..], value);
        if (child is null) return null;
        if (map.Find(key) is null) return new MapNode(map.Position, [.. map.Entries, new(key, child)]);
        return new MapNode(map.Position, map.Entries
            .Select(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase) ? new(entry.Key, child) : entry)
            .ToList());
    }

    private static ListNode? SetItem(ListNode list, ReadOnlySpan<string> path, ConfigNode value)
    {
        if (!int.TryParse(path[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > list.Items.Count) return null;
        var child = Set(index < list.Items.Count ? list.Items[index] : null, path[1..], value);
        if (child is null) return null;
        var items = list.Items.Take(index).Append(child).Concat(list.Items.Skip(index + 1));
        return new ListNode(list.Position, items.ToList());
    }
}
