using CxlFabricSim.Simulation.Conformance;

namespace CxlFabricSim.Conformance.Tests;

public sealed class RecordedVectors
{
    /// <summary>Differences that are meant: overlapping commits are refused or decoded by the first decoder, in every profile.</summary>
    private static readonly string[] KnownSkips =
        ["quirk not reproduced: overlapping-decoders-last-one-wins-when-not-interleaved"];

    [Theory]
    [InlineData("hdm.json")]
    [InlineData("dcd.json")]
    [InlineData("dcd-random.json")]
    [InlineData("events.json")]
    [InlineData("ras.json")]
    [InlineData("mailbox.json")]
    [InlineData("reset.json")]
    [InlineData("config.json")]
    [InlineData("switch-fm.json")]
    public void Every_step_of_a_recorded_file_is_answered_as_recorded(string file)
    {
        var report = ConformanceRunner.Run([Path.Combine(AppContext.BaseDirectory, "vectors", file)]);

        Assert.Empty(report.Errors);
        Assert.True(report.Failed == 0, string.Join('\n', report.Failures.Take(20)));
        var skipped = report.SkipReasons.Where(reason => !KnownSkips.Contains(reason.Key));
        Assert.True(!skipped.Any(), string.Join(", ", skipped));
        Assert.True(report.Passed > 20, report.Summary);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("switch-fm.json")]
    public void No_step_of_a_file_without_known_differences_is_skipped(string file)
    {
        var report = ConformanceRunner.Run([Path.Combine(AppContext.BaseDirectory, "vectors", file)]);

        Assert.Empty(report.SkipReasons);
    }
}
