using CxlFabricSim.Actors;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Distribution;

/// <summary>Which actor lives on which node.</summary>
public static class NodePlacement
{
    /// <summary>How many nodes a scenario's placement names: up to the highest number; 0 without a placement.</summary>
    public static int NodesOf(Scenario scenario) => scenario.Placement.Nodes.Keys.Select(name => NodeNames.NumberOf(name) + 1 ?? 0).DefaultIfEmpty(0).Max();

    /// <summary>The words of the roles that a scenario places on each of so many nodes.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> RolesOfNodes(Scenario scenario, int nodes) =>
    [
        .. Enumerable.Range(0, nodes).Select(node =>
            scenario.Placement.Nodes.TryGetValue(NodeNames.Of(node), out var options) ? options.Roles.Select(role => role.ToString().ToLowerInvariant()).ToList() : []),
    ];

    /// <summary>The node of each actor, by its number: the same on every node.</summary>
    internal static IReadOnlyList<int> Of(Scenario scenario, BuiltFabric fabric, int nodes)
    {
        var pins = new Dictionary<Actor, int>();
        foreach (var (name, options) in scenario.Placement.Nodes)
        {
            foreach (var actor in options.Roles.SelectMany(role => ActorsOf(role, fabric))) pins[actor] = NodeNames.NumberOf(name)!.Value;
        }

        var byName = Enum.GetValues<NodeRole>().Where(role => role != NodeRole.Manager).SelectMany(role => ActorsOf(role, fabric)).ToLookup(actor => actor.Name);
        foreach (var (name, options) in scenario.Placement.Nodes)
        {
            foreach (var actor in options.Actors.SelectMany(actor => byName[actor])) pins[actor] = NodeNames.NumberOf(name)!.Value;
        }

        return fabric.Model.Place(nodes, actor => pins.TryGetValue(actor, out var node) ? node : null);
    }

    private static IEnumerable<Actor> ActorsOf(NodeRole role, BuiltFabric fabric) => role switch
    {
        NodeRole.Hosts => fabric.Hosts.Values,
        NodeRole.Switches => fabric.Switches.Values,
        NodeRole.Devices => fabric.Devices.Values,
        _ => fabric.Manager is { } manager ? [manager] : [],
    };
}
