using CxlFabricSim.Cli.Live;
using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.EndToEnd.Tests.Live;

public sealed class SweepLineTests
{
    [Theory]
    [InlineData(40, 0, 0, 0, 2, 3, "sweep: 0 of 40 runs done, 2 running")]
    [InlineData(40, 10, 10, 1, 2, 30, "sweep: 20 of 40 runs done, 1 failed, 2 running, about 60 s left")]
    [InlineData(40, 0, 10, 0, 2, 600, "sweep: 10 of 40 runs done, 2 running, about 30 min left")]
    [InlineData(40, 30, 10, 0, 0, 600, "sweep: 40 of 40 runs done, 0 running")]
    public void The_line_says_how_many_are_done_and_how_long_the_rest_will_take(int runs, int found, int done, int failed, int running, int seconds, string line) =>
        Assert.Equal(line, SweepLine.TextOf(new SweepProgress(runs, found, done, failed, running), TimeSpan.FromSeconds(seconds)));
}
