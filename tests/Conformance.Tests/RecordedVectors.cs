using CxlFabricSim.Simulation.Conformance;

namespace CxlFabricSim.Conformance.Tests;

public sealed class RecordedVectors
{
    [Theory]
    [InlineData("hdm.json")]
    [InlineData("dcd.json")]
    [InlineData("dcd-random.json")]
    [InlineData("config.json")]
    public void Every_step_of_a_recorded_file_is_answered_as_recorded(string file)
    {
        var report = ConformanceRunner.Run([Path.Combine(AppContext.BaseDirectory, "vectors", file)]);

        Assert.Empty(report.Errors);
        Assert.True(report.Failed == 0, string.Join('\n', report.Failures.Take(20)));
        Assert.True(report.Passed > 100, report.Summary);
    }

    [Theory]
    [InlineData("config.json")]
    public void No_step_of_a_file_of_registers_is_skipped(string file)
    {
        var report = ConformanceRunner.Run([Path.Combine(AppContext.BaseDirectory, "vectors", file)]);

        Assert.Empty(report.SkipReasons);
    }
}
