using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Topology;

/// <summary>Switches "s00", "s01", ... as a bare graph, each with a device "d00", "d01", ... of its own; a port is named after what it leads to.</summary>
internal sealed class SwitchGraph(int count, IReadOnlyList<(int A, int B)> edges)
{
    public int Count => count;

    public IReadOnlyList<(int A, int B)> Edges => edges;

    public static SwitchGraph Ring(int count) => new(count, [.. Enumerable.Range(0, count).Select(at => (at, (at + 1) % count))]);

    public static SwitchGraph Mesh(int columns, int rows) => new(columns * rows,
    [
        .. from row in Enumerable.Range(0, rows) from column in Enumerable.Range(1, columns - 1) select (row * columns + column - 1, row * columns + column),
        .. from row in Enumerable.Range(1, rows - 1) from column in Enumerable.Range(0, columns) select ((row - 1) * columns + column, row * columns + column),
    ]);

    /// <summary>Any graph without double links; in one piece when asked, else mostly in several.</summary>
    public static SwitchGraph Random(ulong seed, bool isConnected)
    {
        var random = new SeededRandom(seed, "graph");
        var count = 2 + (int)random.Below(14);
        var edges = new HashSet<(int, int)>();
        for (var at = 1; at < count; at++)
        {
            if (isConnected) edges.Add(((int)random.Below((ulong)at), at));
        }

        for (var more = (int)random.Below((ulong)count); more > 0; more--)
        {
            var (a, b) = ((int)random.Below((ulong)count), (int)random.Below((ulong)count));
            if (a != b) edges.Add((Math.Min(a, b), Math.Max(a, b)));
        }

        // Numbers say nothing about the shape.
        var names = Enumerable.Range(0, count).OrderBy(_ => random.Next()).ToList();
        return new SwitchGraph(count, [.. edges.Order().Select(edge => (names[edge.Item1], names[edge.Item2]))]);
    }

    public Scenario With(RoutingOptions routing)
    {
        var links = new SortedDictionary<string, LinkOptions>(StringComparer.Ordinal);
        var ports = Enumerable.Range(0, count).Select(_ => new List<string>()).ToArray();
        foreach (var (a, b) in edges)
        {
            ports[a].Add(Switch(b));
            ports[b].Add(Switch(a));
            links[$"t-{Switch(a)}-{Switch(b)}"] = new LinkOptions { From = $"{Switch(a)}.{Switch(b)}", To = $"{Switch(b)}.{Switch(a)}" };
        }

        for (var at = 0; at < count; at++)
        {
            ports[at].Add("dev");
            links[$"d{at}"] = new LinkOptions { From = $"{Switch(at)}.dev", To = Device(at) };
        }

        return new Scenario
        {
            Routing = routing,
            Links = links,
            Switches = Enumerable.Range(0, count).ToDictionary(Switch, at => new SwitchOptions { Ports = ports[at] }),
            Devices = Enumerable.Range(0, count).ToDictionary(Device, _ => new DeviceOptions()),
        };
    }

    /// <summary>All distances, relaxed until nothing gets shorter; null where no way leads.</summary>
    public int?[,] Distances()
    {
        var distances = new int?[count, count];
        for (var at = 0; at < count; at++) distances[at, at] = 0;
        foreach (var (a, b) in edges) distances[a, b] = distances[b, a] = 1;
        for (var via = 0; via < count; via++)
        {
            for (var from = 0; from < count; from++)
            {
                for (var to = 0; to < count; to++)
                {
                    if (distances[from, via] + distances[via, to] is { } sum && !(distances[from, to] <= sum)) distances[from, to] = sum;
                }
            }
        }

        return distances;
    }

    public static string Device(int at) => $"d{at:00}";

    private static string Switch(int at) => $"s{at:00}";
}
