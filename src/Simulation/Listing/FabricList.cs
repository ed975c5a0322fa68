using System.Text.Json.Nodes;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Listing;

/// <summary>A fabric in the JSON of <c>cxl list</c>: an array of objects, or of one list for each kind where several kinds stand side by side.</summary>
public static class FabricList
{
    private static readonly string[] Groups = ["memdevs", "buses", "ports", "endpoints", "root decoders", "port decoders", "endpoint decoders", "regions"];

    /// <summary>The fabric of a scenario as it is before anything happens in it. Files behind devices are left alone.</summary>
    public static JsonNode Of(Scenario scenario, ListOptions options)
    {
        using var fabric = FabricBuilder.Build(scenario, new BlankMemory());
        return Of(scenario, fabric, options);
    }

    internal static JsonNode Of(Scenario scenario, BuiltFabric fabric, ListOptions options)
    {
        var top = new Dictionary<string, JsonArray>(StringComparer.Ordinal);
        var buses = ListTree.Of(scenario, fabric, options);
        var filter = new ListFilter(buses, options.Names);
        foreach (var bus in buses) Place(bus, null, options.Kinds, filter, top);
        var groups = Groups.Where(top.ContainsKey).ToList();
        var all = groups.Count == 1 ? top[groups[0]] : new JsonArray([.. groups.Select(group => (JsonNode)new JsonObject { [group] = top[group] })]);
        if (!options.IsHuman || all.Count != 1) return all;
        var single = all[0]!;
        all.RemoveAt(0);
        return single;
    }

    /// <summary>Each object stands in the nearest one above it that is listed, or at the top.</summary>
    private static void Place(ListNode node, ListNode? above, ListKinds kinds, ListFilter filter, Dictionary<string, JsonArray> top)
    {
        var isListed = kinds.HasFlag(node.Kind) && filter.Keeps(node);
        if (isListed && above is { Kind: ListKinds.Endpoints } && node.Kind == ListKinds.Memdevs) above.Fields["memdev"] = node.Fields;
        else if (isListed) ListFor(node, above, top).Add((JsonNode)node.Fields);
        foreach (var child in node.Children) Place(child, isListed ? node : above, kinds, filter, top);
    }

    private static JsonArray ListFor(ListNode node, ListNode? above, Dictionary<string, JsonArray> top)
    {
        if (above is null)
        {
            if (!top.TryGetValue(node.Group, out var list)) top[node.Group] = list = [];
            return list;
        }

        var group = node.Kind == ListKinds.Decoders ? "decoders" : node.Group;
        var key = $"{group}:{above.Name}";
        if (above.Fields[key] is JsonArray known) return known;
        var made = new JsonArray();
        above.Fields[key] = made;
        return made;
    }

    private sealed class BlankMemory : IBackendSource
    {
        public MemoryBackend? Open(string device, BackingOptions options, bool isPersistent) =>
            options.Size.Bytes == 0 ? null : MemoryBackend.Anonymous(options.Size.Bytes);
    }
}
