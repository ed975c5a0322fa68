using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Tests.Topology;

/// <summary>Routes between switches against distances, waits and choices worked out another way.</summary>
public sealed class RoutingTablesTests
{
    private static readonly RoutingOptions Shortest = new() { Paths = RoutePaths.Shortest };
    private static readonly RoutingOptions UpDown = new() { Paths = RoutePaths.UpDown };

    [Fact]
    public void Every_pair_of_any_graph_is_joined_by_a_shortest_way_or_by_none()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var graph = SwitchGraph.Random(seed, isConnected: seed % 2 == 0);
            var distances = graph.Distances();
            var walks = WalksOf(graph, seed % 3 == 0 ? Shortest with { Equal = EqualRoutes.Spread } : Shortest);

            foreach (var ((from, to), walk) in walks)
                Assert.True(distances[from, to] is { } distance ? Arrives(walk) && walk.Count == distance + 1 : !Arrives(walk), $"seed {seed}: from {from} to {to}: {string.Join(' ', walk)}");
        }
    }

    [Fact]
    public void Of_equally_short_ways_the_first_goes_through_the_first_port()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var graph = SwitchGraph.Random(seed, isConnected: true);
            var distances = graph.Distances();

            foreach (var ((from, to), walk) in WalksOf(graph, Shortest).Where(walk => walk.Value.Count > 1))
            {
                var neighbours = graph.Edges.Where(edge => edge.A == from || edge.B == from).Select(edge => edge.A == from ? edge.B : edge.A);
                Assert.Equal(neighbours.First(next => distances[next, to] == distances[from, to] - 1), walk[1]);
            }
        }
    }

    [Fact]
    public void Spread_routes_use_all_equally_short_ways_and_are_the_same_every_time()
    {
        // 0 and 1 are linked through 2, 3 and 4; the devices of 5 to 24 hang behind 1.
        var graph = new SwitchGraph(25, [.. from spine in Enumerable.Range(2, 3) from leaf in Enumerable.Range(0, 2) select (leaf, spine), .. Enumerable.Range(5, 20).Select(leaf => (1, leaf))]);
        var spread = Shortest with { Equal = EqualRoutes.Spread };

        var walks = WalksOf(graph, spread);

        Assert.Equal([2, 3, 4], Enumerable.Range(5, 20).Select(to => walks[(0, to)][1]).Distinct().Order());
        Assert.Equal(walks.Values.Select(walk => string.Join(' ', walk)), WalksOf(graph, spread).Values.Select(walk => string.Join(' ', walk)));
        Assert.All(Enumerable.Range(5, 20), to => Assert.Equal(2, WalksOf(graph, Shortest)[(0, to)][1]));
    }

    [Fact]
    public void Ways_up_and_down_join_every_pair_of_any_graph_that_is_linked_and_never_wait_in_a_circle()
    {
        var rings = Enumerable.Range(3, 8).Select(SwitchGraph.Ring);
        var meshes = from columns in Enumerable.Range(1, 5) from rows in Enumerable.Range(1, 5) select SwitchGraph.Mesh(columns, rows);
        var random = Enumerable.Range(0, 300).Select(seed => SwitchGraph.Random((ulong)seed, isConnected: seed % 3 > 0));
        foreach (var graph in rings.Concat(meshes).Concat(random))
        {
            foreach (var equal in Enum.GetValues<EqualRoutes>())
            {
                var distances = graph.Distances();
                var walks = WalksOf(graph, UpDown with { Equal = equal });

                foreach (var ((from, to), walk) in walks)
                    Assert.True(Arrives(walk) == distances[from, to].HasValue, $"{graph.Count} switches, links {string.Join(' ', graph.Edges)}: from {from} to {to}: {string.Join(' ', walk)}");
                Assert.False(CanBlock(walks.Values), $"links {string.Join(' ', graph.Edges)}");
            }
        }
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(8, true)]
    public void Shortest_ways_around_a_circle_of_five_or_more_can_block(int switches, bool canBlock) =>
        Assert.Equal(canBlock, CanBlock(WalksOf(SwitchGraph.Ring(switches), Shortest).Values));

    [Fact]
    public void First_shortest_ways_of_a_mesh_go_along_the_row_first_and_never_block()
    {
        for (var columns = 1; columns <= 5; columns++)
        {
            for (var rows = 1; rows <= 5; rows++)
            {
                var walks = WalksOf(SwitchGraph.Mesh(columns, rows), Shortest);

                Assert.False(CanBlock(walks.Values));
                Assert.All(walks, walk => Assert.Equal(AlongRowThenColumn(walk.Key.From, walk.Key.To, columns), walk.Value));
            }
        }
    }

    [Fact]
    public void A_way_that_its_last_switch_sends_on_does_not_arrive()
    {
        var scenario = SwitchGraph.Ring(3).With(Shortest);
        scenario = scenario with { Switches = scenario.Switches.ToDictionary(entry => entry.Key, entry => entry.Key == "s01" ? entry.Value with { Routes = new Dictionary<string, string> { ["d01"] = "s02" } } : entry.Value) };

        var walk = new RoutingTables(scenario, new SwitchFabric(scenario)).Walk(0, "d01");

        Assert.Equal([0, 1, 2, 1, -1], walk);
    }

    private static List<int> AlongRowThenColumn(int from, int to, int columns)
    {
        var way = new List<int> { from };
        while (from % columns != to % columns) way.Add(from += Math.Sign(to % columns - from % columns));
        while (from != to) way.Add(from += columns * Math.Sign(to - from));
        return way;
    }

    private static Dictionary<(int From, int To), IReadOnlyList<int>> WalksOf(SwitchGraph graph, RoutingOptions routing)
    {
        var scenario = graph.With(routing);
        var tables = new RoutingTables(scenario, new SwitchFabric(scenario));
        var pairs = from start in Enumerable.Range(0, graph.Count) from end in Enumerable.Range(0, graph.Count) select (start, end);
        return pairs.ToDictionary(pair => pair, pair => tables.Walk(pair.start, SwitchGraph.Device(pair.end)));
    }

    private static bool Arrives(IReadOnlyList<int> walk) => walk[^1] >= 0;

    /// <summary>Takes away links that wait for no other until none is left, or only circles.</summary>
    private static bool CanBlock(IEnumerable<IReadOnlyList<int>> walks)
    {
        var waits = walks.Where(Arrives)
            .SelectMany(walk => Enumerable.Range(0, Math.Max(0, walk.Count - 2)).Select(at => (Holds: (walk[at], walk[at + 1]), Wants: (walk[at + 1], walk[at + 2]))))
            .ToHashSet();
        while (waits.RemoveWhere(wait => !waits.Any(other => other.Holds == wait.Wants)) > 0)
        {
        }

        return waits.Count > 0;
    }
}
