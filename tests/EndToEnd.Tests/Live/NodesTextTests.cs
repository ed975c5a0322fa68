using CxlFabricSim.Actors.Running;
using CxlFabricSim.Cli.Live;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.EndToEnd.Tests.Live;

public sealed class NodesTextTests
{
    [Fact]
    public void Line_of_a_node_has_rates_since_the_look_before()
    {
        NodeProgress[] earlier = [At(10, 1_000_000, 1, 2_000_000), At(10, 0, 0, 0)];
        NodeProgress[] now = [At(40, 5_000_000, 1.5, 3_500_000), At(30, 1_000, 2, 0)];

        var lines = NodesText.Of(earlier, now, 2);

        Assert.Equal(
            ["node-0: 40.00 us simulated, 2.00 M events/s, 25.0 % waiting, 3.5 MB sent", "node-1: 30.00 us simulated, 0.00 M events/s, 100.0 % waiting, 0.0 MB sent"], lines);
    }

    [Fact]
    public void More_nodes_than_lines_are_counted()
    {
        var nodes = Enumerable.Repeat(At(0, 0, 0, 0), 30).ToArray();

        var lines = NodesText.Of(nodes, nodes, 1);

        Assert.Equal((25, "and 6 more"), (lines.Count, lines[^1]));
    }

    private static NodeProgress At(int microseconds, long events, double waited, long bytes) =>
        new(SimTime.FromMicroseconds(microseconds), events, new ClusterTime(TimeSpan.FromSeconds(waited), bytes));
}
