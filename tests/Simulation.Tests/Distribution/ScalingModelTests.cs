using CxlFabricSim.Simulation.Benchmarks;

namespace CxlFabricSim.Simulation.Tests.Distribution;

public sealed class ScalingModelTests
{
    // A rack of 500 hosts has 10 ms of work in a window.
    private static readonly ScalingInputs Free = new(0, 0, 0, 100, 500, 100_000, 10_000, 0);

    [Fact]
    public void Nodes_that_never_wait_are_as_many_times_as_fast()
    {
        var report = ScalingModel.Of("", Free);

        Assert.All(report.Series.SelectMany(series => series.Points), point => Assert.Equal(point.Nodes, point.Speed, 6));
        Assert.All(report.Series, series => Assert.Null(series.End));
    }

    [Fact]
    public void Vote_as_long_as_the_work_halves_the_speed_of_two_nodes()
    {
        var report = ScalingModel.Of("", Free with { HopMicroseconds = 10_000, MicrosecondsPerMessage = 1 });

        var two = Rack(report, 2);
        Assert.Equal(1, two.Speed, 6);
        Assert.Equal(0.5, two.Vote, 6);
        // 10 ms of vote beside the 20 ms of work that 1,000 hosts have: two nodes are just as fast as one.
        Assert.Equal(1, report.Series.Single(series => series.Name == "1,000 hosts in all").End);
        // A little more than 10 ms beside 10 ms of work, where three more messages count.
        Assert.Equal(4, report.Series.Single(series => series.Name == "500 hosts a node").End);
    }

    [Fact]
    public void Vote_of_many_grows_by_doubling_and_not_by_nodes()
    {
        var report = ScalingModel.Of("", Free with { HopMicroseconds = 1000 });

        double WindowOf(int nodes) => nodes * 10_000 / Rack(report, nodes).Speed;
        Assert.Equal(10_000 + 4 * 1000, WindowOf(16), 3);
        Assert.Equal(10_000 + 10 * 1000, WindowOf(1000), 3);
    }

    [Fact]
    public void Batches_count_by_their_bytes()
    {
        var report = ScalingModel.Of("", Free with { MicrosecondsPerKilobyte = 100 });

        // 10 kB of 1000 us beside 10,000 us of work.
        Assert.Equal(1.0 / 11, Rack(report, 2).Bytes, 6);
    }

    [Fact]
    public void Busiest_of_more_nodes_and_of_smaller_racks_is_further_ahead()
    {
        var report = ScalingModel.Of("", Free with { Spread = 0.05 });

        double Of(int hosts, int nodes) => Rack(report, nodes, hosts).Imbalance;
        // The mean of the greater of two draws is 0.564 deviations above theirs.
        Assert.InRange(Of(500, 2), 0.02, 0.035);
        Assert.True(Of(500, 1000) > Of(500, 16) && Of(500, 16) > Of(500, 2));
        Assert.True(Of(50, 16) > Of(500, 16));
    }

    [Fact]
    public void Racks_that_do_the_same_in_each_window_have_no_spread()
    {
        Assert.Equal((200, 0), ScalingBenchmark.SpreadOf([100, 200, 300], [100, 200, 300]));
        Assert.Equal(0, ScalingBenchmark.SpreadOf([150, 250], [50, 150]).Spread, 9);
        Assert.Equal(50 / Math.Sqrt(2) / 100, ScalingBenchmark.SpreadOf([125, 75], [75, 125]).Spread, 9);
    }

    private static ScalingPoint Rack(ScalingReport report, int nodes, int hosts = 500) =>
        report.Series.Single(series => series.Name == $"{hosts} hosts a node").Points.Single(point => point.Nodes == nodes);
}
