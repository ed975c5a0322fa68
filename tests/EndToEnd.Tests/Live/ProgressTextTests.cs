using CxlFabricSim.Cli.Live;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation;

namespace CxlFabricSim.EndToEnd.Tests.Live;

public sealed class ProgressTextTests
{
    private static readonly WatchedProgress Earlier = new(SimTime.FromMicroseconds(100), Events: 1_000_000, Lines: 250_000);

    [Fact]
    public void Rates_are_what_happened_between_two_looks_by_the_wall_time_between_them()
    {
        var now = new WatchedProgress(SimTime.FromMicroseconds(1_500), Events: 5_000_000, Lines: 250_450);

        Assert.Equal("s: 1.50 ms simulated, 900 requests/s, 8.00 M events/s", ProgressText.Of("s", Earlier, now, 0.5, null));
        Assert.Equal("s: 1.50 ms simulated, 450 requests/s, 4.00 M events/s", ProgressText.Of("s", Earlier, now, 1, null));
        Assert.Equal("s: 100.00 us simulated, 0 requests/s, 0 events/s", ProgressText.Of("s", Earlier, Earlier, 0, null));
    }

    [Fact]
    public void Percent_is_that_of_the_duration_and_there_is_none_without()
    {
        var now = Earlier with { Time = SimTime.FromMicroseconds(1_500), Lines = 260_000 };

        Assert.Equal(
            "s: 1.50 ms (37.5 %) simulated, 10.0 k requests/s, 0 events/s",
            ProgressText.Of("s", Earlier, now, 1, SimTime.FromMicroseconds(4_000)));
    }

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    public void A_long_name_gives_way_before_the_line_is_80_columns(int length, bool isCut)
    {
        var text = ProgressText.Of(new string('n', length), Earlier, Earlier, 1, SimTime.FromMicroseconds(1_000));

        Assert.Equal(79, text.Length);
        Assert.Equal(isCut, text.Contains('…', StringComparison.Ordinal));
        Assert.EndsWith(": 100.00 us (10.0 %) simulated, 0 requests/s, 0 events/s", text.TrimEnd(), StringComparison.Ordinal);
    }
}
