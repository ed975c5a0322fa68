using System.Globalization;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Whether every actor that is named exists, and lives in one place.</summary>
internal static class PlacementRules
{
    public static void Check(RuleContext context)
    {
        var scenario = context.Scenario;
        var actors = scenario.Hosts.Keys.Concat(scenario.Switches.Keys).Concat(scenario.Devices.Keys).ToHashSet(StringComparer.Ordinal);
        var roles = new Dictionary<NodeRole, string>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < scenario.Placement.Seeds.Count; i++)
        {
            var seed = scenario.Placement.Seeds[i];
            var colon = seed.LastIndexOf(':');
            if (colon < 1 || !ushort.TryParse(seed.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                context.Findings.Add(KeyPath.Of("placement", "seeds", i), $"\"{seed}\" is no address of a member", "host:port");
        }

        foreach (var (name, node) in scenario.Placement.Nodes)
        {
            var path = KeyPath.Of("placement", "nodes", name);
            if (NodeNames.NumberOf(name) is null)
                context.Findings.Add(path, $"\"{name}\" is no name of a node", $"node-0 to node-{NodeNames.MostNodes - 1}");
            for (var i = 0; i < node.Roles.Count; i++)
            {
                if (!roles.TryAdd(node.Roles[i], name))
                    context.Findings.Add(KeyPath.Of("placement", "nodes", name, "roles", i), $"{node.Roles[i]} live on {roles[node.Roles[i]]} already", "each role on one node");
            }

            for (var i = 0; i < node.Actors.Count; i++)
            {
                var key = KeyPath.Of("placement", "nodes", name, "actors", i);
                if (!context.Known(key, "host, switch or device", node.Actors[i], actors, "hosts")) continue;
                if (!places.TryAdd(node.Actors[i], name))
                    context.Findings.Add(key, $"{node.Actors[i]} lives on {places[node.Actors[i]]} already", "each actor on one node");
            }
        }
    }
}
