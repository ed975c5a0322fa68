using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>For every switch the port towards every destination: computed, or as the scenario says.</summary>
public sealed class RoutingTables
{
    /// <summary>No way leads there.</summary>
    public const int NoPort = -1;

    // Costs of up/down routes carry the phase: those that lead only down are below UpPhase, and a way down never turns up again.
    private const int UpPhase = 1 << 20;

    private readonly SwitchFabric _fabric;
    private readonly Dictionary<string, int[]> _portsTo = new(StringComparer.Ordinal);
    private int[]? _levels;

    public RoutingTables(Scenario scenario, SwitchFabric fabric)
    {
        _fabric = fabric;
        var distances = new Dictionary<int, int[]>();
        foreach (var (destination, attachment) in fabric.Attachments)
        {
            if (!distances.TryGetValue(attachment.Switch, out var costs))
            {
                costs = scenario.Routing.Paths == RoutePaths.UpDown ? UpDownCosts(attachment.Switch) : DistancesTo(attachment.Switch);
                distances[attachment.Switch] = costs;
            }

            _portsTo[destination] = PortsTo(destination, attachment, costs, scenario.Routing);
        }

        foreach (var (owner, options) in scenario.Switches)
        {
            foreach (var (destination, port) in options.Routes)
            {
                var number = options.Ports.ToList().IndexOf(port);
                foreach (var ports in _portsTo.Where(route => LinkEnd.Parse(route.Key).Owner == destination)) ports.Value[fabric.NumberOf(owner)] = number;
            }
        }
    }

    /// <summary>The port, by its place in the switch's list, towards a root port or device; <see cref="NoPort"/> when there is no way.</summary>
    public int PortTo(int @switch, string destination) => _portsTo.TryGetValue(destination, out var ports) ? ports[@switch] : NoPort;

    /// <summary>The switches that a message passes, from one of them to a destination; ends with -1 when it gets stuck or goes round in a circle.</summary>
    public IReadOnlyList<int> Walk(int from, string destination)
    {
        var passed = new List<int> { from };
        if (!_fabric.Attachments.TryGetValue(destination, out var attachment)) return [from, -1];
        for (var at = from; ;)
        {
            var port = PortTo(at, destination);
            if (at == attachment.Switch && port == attachment.Port) return passed;
            var next = -1;
            foreach (var neighbour in _fabric.NeighboursOf(at))
            {
                if (neighbour.Port == port) next = neighbour.Switch;
            }

            var isCircle = next >= 0 && passed.Contains(next);
            passed.Add(next);
            if (isCircle) passed.Add(-1);
            if (next < 0 || isCircle) return passed;
            at = next;
        }
    }

    private int[] PortsTo(string destination, SwitchFabric.Attachment attachment, int[] costs, RoutingOptions routing)
    {
        var ports = new int[_fabric.Switches.Count];
        Array.Fill(ports, NoPort);
        ports[attachment.Switch] = attachment.Port;
        for (var at = 0; at < ports.Length; at++)
        {
            if (at == attachment.Switch || costs[at] == int.MaxValue) continue;
            var equal = _fabric.NeighboursOf(at).Where(neighbour => IsNext(costs, at, neighbour.Switch, routing.Paths ?? RoutePaths.Shortest)).ToList();
            var choice = routing.Equal == EqualRoutes.First ? 0 : (int)(StableHash.Mix(StableHash.OfText(destination)) % (ulong)equal.Count);
            ports[at] = equal[choice].Port;
        }

        return ports;
    }

    private bool IsNext(int[] costs, int at, int next, RoutePaths paths)
    {
        if (costs[next] == int.MaxValue) return false;
        if (paths == RoutePaths.Shortest) return costs[next] + 1 == costs[at];
        return costs[at] < UpPhase
            ? !IsUp(at, next) && costs[next] + 1 == costs[at]
            : IsUp(at, next) && UpCost(costs[next]) == costs[at];
    }

    private static int UpCost(int costOfNext) => (costOfNext < UpPhase ? costOfNext + UpPhase : costOfNext) + 1;

    private int[] DistancesTo(int to)
    {
        var distances = new int[_fabric.Switches.Count];
        Array.Fill(distances, int.MaxValue);
        Measure(to, distances);
        return distances;
    }

    private void Measure(int to, int[] distances)
    {
        distances[to] = 0;
        var queue = new Queue<int>([to]);
        while (queue.TryDequeue(out var at))
        {
            foreach (var neighbour in _fabric.NeighboursOf(at))
            {
                if (distances[neighbour.Switch] != int.MaxValue) continue;
                distances[neighbour.Switch] = distances[at] + 1;
                queue.Enqueue(neighbour.Switch);
            }
        }
    }

    /// <summary>For every switch the distance to the root of its part of the fabric: the first switch by name that is linked to it.</summary>
    private int[] LevelsOfAll()
    {
        var levels = new int[_fabric.Switches.Count];
        Array.Fill(levels, int.MaxValue);
        for (var root = 0; root < levels.Length; root++)
        {
            if (levels[root] == int.MaxValue) Measure(root, levels);
        }

        return levels;
    }

    private int[] UpDownCosts(int to)
    {
        _levels ??= LevelsOfAll();
        var costs = new int[_fabric.Switches.Count];
        Array.Fill(costs, int.MaxValue);
        costs[to] = 0;
        var queue = new Queue<int>([to]);
        while (queue.TryDequeue(out var at))
        {
            foreach (var neighbour in _fabric.NeighboursOf(at))
            {
                if (costs[neighbour.Switch] != int.MaxValue || IsUp(neighbour.Switch, at)) continue;
                costs[neighbour.Switch] = costs[at] + 1;
                queue.Enqueue(neighbour.Switch);
            }
        }

        // Whoever cannot go down all the way goes up, in order of growing cost (all links cost one).
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            for (var at = 0; at < costs.Length; at++)
            {
                if (costs[at] < UpPhase) continue;
                foreach (var neighbour in _fabric.NeighboursOf(at))
                {
                    if (!IsUp(at, neighbour.Switch) || costs[neighbour.Switch] == int.MaxValue || UpCost(costs[neighbour.Switch]) >= costs[at]) continue;
                    costs[at] = UpCost(costs[neighbour.Switch]);
                    hasChanged = true;
                }
            }
        }

        return costs;
    }

    /// <summary>Towards the root: by level, among equals by number.</summary>
    private bool IsUp(int from, int to) => _levels![to] < _levels[from] || (_levels[to] == _levels[from] && to < from);
}
