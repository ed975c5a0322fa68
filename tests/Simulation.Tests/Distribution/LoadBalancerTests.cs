using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Distribution;

namespace CxlFabricSim.Simulation.Tests.Distribution;

public sealed class LoadBalancerTests
{
    // Two pairs of host and device on node-0, one on node-1; 20 ns within a pair, 100 ns between pairs.
    private static readonly string[] Names = ["host0", "mem0", "host1", "mem1", "host2", "mem2"];
    private static readonly int[] Nodes = [0, 0, 0, 0, 1, 1];

    [Fact]
    public void Pair_that_makes_nodes_even_moves_whole()
    {
        var balance = Balancer([100, 100, 300, 300, 200, 200], between: 100).Find(workSeconds: 12, seconds: 9);

        var move = Assert.Single(balance.Moves);
        Assert.Equal(["host0", "mem0"], move.Actors);
        Assert.Equal(("node-0", "node-1"), (move.From, move.To));
        Assert.Equal(200.0 / 1200, move.Share, 6);
        Assert.Equal(800.0 / 600, balance.Imbalance, 6);
        Assert.Equal(1, balance.ImbalanceAfter, 6);
        // 2 of 12 seconds of work fewer on the busiest node.
        Assert.Equal(9.0 / 7, balance.Gain, 6);
    }

    [Fact]
    public void Nothing_moves_where_short_channels_hold_a_node_together()
    {
        // Between the pairs of node-0 20 ns, to the other node 100 ns.
        var channels = Channels(between: 100).Append((0, 2, SimTime.FromNanoseconds(20))).ToList();

        var balance = new LoadBalancer(Names, [100, 100, 300, 300, 200, 200], Nodes, 2, channels).Find(12, 9);

        Assert.Empty(balance.Moves);
        Assert.Equal((800.0 / 600, 1), (balance.ImbalanceAfter, balance.Gain));
    }

    [Fact]
    public void Even_nodes_stay_as_they_are()
    {
        var balance = Balancer([100, 100, 100, 100, 200, 200], between: 100).Find(8, 5);

        Assert.Empty(balance.Moves);
        Assert.Equal(1, balance.Imbalance);
    }

    [Fact]
    public void What_comes_nearest_to_half_of_the_difference_goes()
    {
        // 800 against 100: of 200 and 600 the 200 leave 600 against 300, the 600 would make it 200 against 700.
        var balance = Balancer([100, 100, 300, 300, 50, 50], between: 100).Find(9, 9);

        Assert.Equal(["host0", "mem0"], Assert.Single(balance.Moves).Actors);
        Assert.Equal(600.0 / 450, balance.ImbalanceAfter, 6);
    }

    private static LoadBalancer Balancer(long[] events, int between) => new(Names, events, Nodes, 2, Channels(between));

    private static List<(int From, int To, SimTime Latency)> Channels(int between) =>
    [
        (0, 1, SimTime.FromNanoseconds(20)), (2, 3, SimTime.FromNanoseconds(20)), (4, 5, SimTime.FromNanoseconds(20)),
        (0, 2, SimTime.FromNanoseconds(between)), (2, 4, SimTime.FromNanoseconds(between)), (4, 0, SimTime.FromNanoseconds(between)),
    ];
}
