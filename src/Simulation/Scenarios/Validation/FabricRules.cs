using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>
/// Links between switches: trees of virtual switches without a circle, and fabrics routed by id in which every bound device is
/// reached, nothing goes round in a circle, and no set of messages can block one another for good.
/// </summary>
internal static class FabricRules
{
    public static void Check(RuleContext context)
    {
        var fabric = new SwitchFabric(context.Scenario);
        CheckTrees(context);
        CheckRoutes(context);
        // Where a link or a route is wrong, ways that miss it are no news.
        if (context.Findings.IsWrong("links") || context.Findings.IsWrong("switches")) return;
        var tables = new RoutingTables(context.Scenario, fabric);
        var walks = CheckBindings(context, fabric, tables);
        CheckBlocking(context, fabric, walks);
    }

    /// <summary>No virtual switch stands, over links between upstream ports, below itself.</summary>
    private static void CheckTrees(RuleContext context)
    {
        var scenario = context.Scenario;
        foreach (var (name, owner) in scenario.Switches)
        {
            foreach (var (vcs, options) in owner.Vcs)
            {
                if (IsBelowItself(scenario, (name, vcs), new LinkEnd(name, options.Upstream), []))
                    context.Findings.Add(
                        KeyPath.Of("switches", name, "vcs", vcs, "vppbs"), $"{name}.{vcs} stands below itself", "a tree of virtual switches has no circle");
            }
        }
    }

    private static bool IsBelowItself(Scenario scenario, (string Switch, string Vcs) start, LinkEnd upstream, HashSet<LinkEnd> seen)
    {
        if (!seen.Add(upstream)) return false;
        var vcs = scenario.Switches[upstream.Owner].Vcs.FirstOrDefault(vcs => vcs.Value.Upstream == upstream.Port);
        if (vcs.Key is null) return false;
        foreach (var vppb in vcs.Value.Vppbs.Where(vppb => vppb.Port.Length > 0))
        {
            var link = scenario.Links.Values.FirstOrDefault(link => link.From == $"{upstream.Owner}.{vppb.Port}");
            if (link is null) continue;
            var below = LinkEnd.Parse(link.To);
            if (!scenario.Switches.TryGetValue(below.Owner, out var lower)) continue;
            if (below.Owner == start.Switch && lower.Vcs.TryGetValue(start.Vcs, out var same) && same.Upstream == below.Port) return true;
            if (IsBelowItself(scenario, start, below, seen)) return true;
        }

        return false;
    }

    /// <summary>Routes that the scenario gives by hand name what is there.</summary>
    private static void CheckRoutes(RuleContext context)
    {
        var scenario = context.Scenario;
        foreach (var (name, owner) in scenario.Switches)
        {
            foreach (var (destination, port) in owner.Routes)
            {
                var path = KeyPath.Of("switches", name, "routes", destination);
                context.Known(path, "host or device", destination, scenario.Hosts.Keys.Concat(scenario.Devices.Keys), "devices", "hosts");
                context.Known(path, $"port of {name}", port, owner.Ports, KeyPath.Of("switches", name, "ports"));
            }
        }
    }

    /// <summary>Walks from every virtual switch to the devices bound by id, and back to its host; returns the walks that arrive.</summary>
    private static List<IReadOnlyList<int>> CheckBindings(RuleContext context, SwitchFabric fabric, RoutingTables tables)
    {
        var walks = new List<IReadOnlyList<int>>();
        var scenario = context.Scenario;
        var aboveOf = scenario.Links.Values.GroupBy(link => link.To).ToDictionary(links => links.Key, links => links.First().From, StringComparer.Ordinal);
        foreach (var (name, owner) in scenario.Switches)
        {
            foreach (var (vcs, options) in owner.Vcs)
            {
                var root = aboveOf.GetValueOrDefault($"{name}.{options.Upstream}", "");
                for (var i = 0; i < options.Vppbs.Count; i++)
                {
                    var device = options.Vppbs[i].Device;
                    if (device.Length == 0 || !scenario.Devices.TryGetValue(device, out var bound) || bound.Heads > 1) continue;
                    var path = KeyPath.Of(KeyPath.Of("switches", name, "vcs", vcs, "vppbs"), i);
                    if (!scenario.Hosts.ContainsKey(LinkEnd.Parse(root).Owner))
                    {
                        context.Findings.Add(
                            KeyPath.Join(path, "device"), $"{name}.{vcs} is not linked to a host, and only an edge switch turns addresses into ids",
                            "bind devices by id in the virtual switch at the host's root port", "links");
                        continue;
                    }

                    if (CheckWalk(context, fabric, tables, path, fabric.NumberOf(name), device, walks))
                        CheckWalk(context, fabric, tables, path, fabric.Attachments[device].Switch, root, walks);
                }
            }
        }

        return walks;
    }

    private static bool CheckWalk(
        RuleContext context, SwitchFabric fabric, RoutingTables tables, string path, int from, string destination, List<IReadOnlyList<int>> walks)
    {
        var walk = tables.Walk(from, destination);
        if (walk[^1] >= 0)
        {
            walks.Add(walk);
            return true;
        }

        var names = string.Join(" -> ", walk.Where(number => number >= 0).Select(number => fabric.Switches[number]));
        var isCircle = walk.Count > 2 && walk.SkipLast(2).Contains(walk[^2]);
        var device = KeyPath.Join(path, "device");
        if (isCircle)
            context.Findings.Add(device, $"messages for {destination} go round in a circle: {names}", "change the routes of these switches", "switches");
        else
            context.Findings.Add(device, $"{destination} cannot be reached: the way ends at {names}", "link the switches, or give a route", "links");
        return false;
    }

    /// <summary>
    /// Links wait for one another along routes; a circle of such waits can stop the fabric for good. Ways to devices and back count
    /// together, since commands, their answers and interrupts share a class.
    /// </summary>
    private static void CheckBlocking(RuleContext context, SwitchFabric fabric, List<IReadOnlyList<int>> walks)
    {
        var waits = new Dictionary<(int From, int To), HashSet<(int From, int To)>>();
        foreach (var walk in walks)
        {
            for (var at = 0; at + 2 < walk.Count; at++)
            {
                var link = (walk[at], walk[at + 1]);
                if (!waits.TryGetValue(link, out var next)) waits[link] = next = [];
                next.Add((walk[at + 1], walk[at + 2]));
            }
        }

        var state = new Dictionary<(int From, int To), bool>();
        foreach (var link in waits.Keys.OrderBy(link => link.From).ThenBy(link => link.To))
        {
            if (FindCircle(link, waits, state, []) is not { } circle) continue;
            context.Findings.Add(
                "routing", $"routes can block one another for good: {string.Join(" -> ", circle.Select(hop => fabric.Switches[hop.From]))} -> {fabric.Switches[circle[0].From]}",
                "routing: {paths: upDown}, which never does", "links", "switches");
            return;
        }
    }

    private static List<(int From, int To)>? FindCircle(
        (int From, int To) link, Dictionary<(int From, int To), HashSet<(int From, int To)>> waits, Dictionary<(int From, int To), bool> isDone, List<(int From, int To)> way)
    {
        if (isDone.TryGetValue(link, out var done)) return done ? null : way[way.IndexOf(link)..];
        isDone[link] = false;
        way.Add(link);
        foreach (var next in waits.GetValueOrDefault(link, []).OrderBy(next => next.From).ThenBy(next => next.To))
        {
            if (FindCircle(next, waits, isDone, way) is { } circle) return circle;
        }

        way.RemoveAt(way.Count - 1);
        isDone[link] = true;
        return null;
    }
}
