using CxlFabricSim.Devices;
using CxlFabricSim.Simulation.Conformance;
using CxlFabricSim.Simulation.Conformance.Departures;

namespace CxlFabricSim.Conformance.Tests;

public sealed class RecordedVectors
{
    private const string StartupAndHazards =
        "hazards: no golden answers, each expectation is a test; start-up messages: no steps, each is tested as a scenario";

    private const string StartupHazardsAndManager =
        "hazards: no golden answers, each expectation is a test; start-up messages: no steps, each is tested as a scenario; "
        + "the fabric manager's recordings: compared under profile qemu-11 alone";

    /// <summary>Compared under profile qemu-11 alone.</summary>
    internal const string ManagersFile = "switch-fm.json";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "vectors");

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
        var report = ConformanceRunner.Run([Path.Combine(Folder, file)]);

        Assert.Empty(report.Errors);
        Assert.True(report.Failed == 0, string.Join('\n', report.Failures.Take(20)));
        Assert.Empty(report.SkipReasons);
        Assert.Empty(report.Departures);
        Assert.True(report.Passed > 20, report.Summary);
    }

    [Fact]
    public void All_that_is_not_replayed_of_the_folder_is_start_up_messages_and_hazards()
    {
        var report = ConformanceRunner.Run([Folder]);

        Assert.True(report.Succeeded, string.Join('\n', report.Failures.Take(20)));
        Assert.Equal(StartupAndHazards, string.Join("; ", report.SkipReasons.Keys));
    }

    [Fact]
    public void Under_profile_cxl_every_step_of_the_folder_is_as_recorded_or_as_a_named_departure_says()
    {
        var report = ConformanceRunner.Run([Folder], DeviceProfile.Cxl);

        Assert.True(report.Succeeded, string.Join('\n', report.Failures.Take(20)));
        Assert.Equal(StartupHazardsAndManager, string.Join("; ", report.SkipReasons.Keys));
        Assert.Equal(DepartureList.Texts.Select(text => text.Name), report.Departures.Keys);
    }

    [Fact]
    public void Both_profiles_count_the_same_steps()
    {
        var recorded = ConformanceRunner.Run([Folder]);

        var specified = ConformanceRunner.Run([Folder], DeviceProfile.Cxl);

        var managers = ConformanceRunner.Run([Path.Combine(Folder, ManagersFile)]);
        Assert.Equal(recorded.Passed, specified.Passed + specified.Departed + managers.Passed);
    }
}
