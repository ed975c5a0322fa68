using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Tests.Building;

namespace CxlFabricSim.Simulation.Tests;

public sealed class RunWatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_interrupted_before_it_begins_has_made_no_step_and_nothing_has_failed(int threads)
    {
        var watch = new RunWatch();
        watch.Interrupt();

        var results = Simulator.Run(Story(), new RunOptions(threads, ThreadsExact: true, watch));

        Assert.True(results.IsInterrupted);
        Assert.Empty(results.Failures);
        Assert.Equal(0, results.Devices[0].Reads);
    }

    [Fact]
    public void A_run_that_nobody_interrupts_says_so_and_is_the_same_when_watched()
    {
        var watch = new RunWatch();

        var watched = Simulator.Run(Story(), new RunOptions(Watch: watch));

        Assert.False(watched.IsInterrupted);
        Assert.Equal(Simulator.Run(Story(), new RunOptions()).Digest, watched.Digest);
        Assert.Null(watch.Progress);
    }

    [Fact]
    public void Progress_counts_the_lines_that_have_completed()
    {
        var watch = new RunWatch();
        var scenario = Story();
        using var fabric = FabricBuilder.Build(scenario);
        var engine = new Actors.Running.Engine(fabric.Model, new Actors.Running.RunSettings());
        watch.Begin(engine, fabric);
        Assert.Equal(new WatchedProgress(SimTime.Zero, 0, 0), watch.Progress);

        var report = engine.Run();

        var progress = watch.Progress!.Value;
        Assert.Equal((report.Events, 4000L), (progress.Events, progress.Lines));
        watch.End();
        Assert.Null(watch.Progress);
    }

    /// <summary>The manager adds capacity; then 1,000 accesses of four lines.</summary>
    private static Scenario Story() => TestFabric.Star(1, 1, TestFabric.Add("host0", ["dcd0"], 0, 2)).With(
        "host0",
        ("pool", new StreamOptions { Region = "pool", Reads = new Share(0.5), Size = new ByteSize(256), Capacity = new ByteSize(2 * Sizes.MiB), Count = 1000 }));
}
