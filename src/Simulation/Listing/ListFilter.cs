using System.Text.Json.Nodes;

namespace CxlFabricSim.Simulation.Listing;

/// <summary>
/// Which objects are listed, by names, as cxl-cli has it: names of one kind are alternatives, and an object must have to do with one of
/// each kind that is named. Of its own kind that is itself only; of others what is above and below it, for a memdev what is at its endpoint,
/// and for a region the decoders that decode it and the memdevs behind them.
/// </summary>
internal sealed class ListFilter
{
    private readonly IReadOnlyList<IGrouping<ListKinds, string>> _names;
    private readonly Dictionary<string, HashSet<string>> _related = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<IReadOnlyList<ListNode>>> _decodersOf = new(StringComparer.Ordinal);

    public ListFilter(IReadOnlyList<ListNode> buses, IReadOnlyList<ListName> names)
    {
        _names = [.. names.GroupBy(name => name.Kind, name => name.Name)];
        if (_names.Count == 0) return;
        foreach (var bus in buses) Visit(bus, []);
        foreach (var bus in buses) VisitRegions(bus, []);
    }

    public bool Keeps(ListNode node) =>
        _names.All(alternatives => alternatives.Key == node.Kind ? alternatives.Contains(node.Name) : alternatives.Any(_related[node.Name].Contains));

    private void Visit(ListNode node, IReadOnlyList<ListNode> above)
    {
        Relate(node, node);
        foreach (var other in above) Relate(node, other);
        IReadOnlyList<ListNode> path = [.. above, node];
        if (node.Kind == ListKinds.Decoders && node.Fields["region"] is JsonValue region)
        {
            var name = region.GetValue<string>();
            if (!_decodersOf.TryGetValue(name, out var decoders)) _decodersOf[name] = decoders = [];
            decoders.Add(path);
        }

        if (node.Kind == ListKinds.Endpoints)
        {
            var memdev = node.Children.Single(child => child.Kind == ListKinds.Memdevs);
            foreach (var decoder in node.Children) Relate(memdev, decoder);
        }

        foreach (var child in node.Children) Visit(child, path);
    }

    private void VisitRegions(ListNode node, IReadOnlyList<ListNode> above)
    {
        IReadOnlyList<ListNode> withRegion = [.. above, node];
        if (node.Kind == ListKinds.Regions)
        {
            var decoders = _decodersOf.GetValueOrDefault(node.Name) ?? [];
            foreach (var decoder in decoders)
            {
                // All on the way to the decoder, and if it is an endpoint's its memdev, with the region; and the memdev with the decoders on the way.
                var memdevs = decoder[^2].Children.Where(child => decoder[^2].Kind == ListKinds.Endpoints && child.Kind == ListKinds.Memdevs);
                foreach (var one in decoder.Concat(memdevs))
                {
                    foreach (var other in withRegion.Where(other => other.Kind != ListKinds.Buses)) Relate(one, other);
                    if (one.Kind != ListKinds.Memdevs) continue;
                    foreach (var other in decoders.Where(other => decoder.Contains(other[^2]))) Relate(one, other[^1]);
                }
            }
        }

        foreach (var child in node.Children) VisitRegions(child, withRegion);
    }

    private void Relate(ListNode one, ListNode other)
    {
        RelatedTo(one).Add(other.Name);
        RelatedTo(other).Add(one.Name);
    }

    private HashSet<string> RelatedTo(ListNode node)
    {
        if (!_related.TryGetValue(node.Name, out var names)) _related[node.Name] = names = new(StringComparer.Ordinal);
        return names;
    }
}
