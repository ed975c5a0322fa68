using CxlFabricSim.Cli.Printing;

namespace CxlFabricSim.EndToEnd.Tests;

public sealed class PrintingTests
{
    [Fact]
    public void A_line_of_bars_has_a_bar_for_each_eighth_and_a_dot_for_nothing() =>
        Assert.Equal("·▁▁▂▄██", Sparkline.Of([0, 0.01m, 0.125m, 0.126m, 0.5m, 0.999m, 1], top: 1, width: 40));

    [Fact]
    public void More_numbers_than_columns_are_averaged() =>
        Assert.Equal("▄█·", Sparkline.Of([0, 8, 8, 8, 0, 0], top: 8, width: 3));

    [Fact]
    public void A_name_is_cut_to_the_end_that_tells_it_from_the_others()
    {
        Assert.Equal(["a.latency.mean", "b.latency.mean", "latency.p99"], ShortNames.Of(["h.s.a.latency.mean", "h.s.b.latency.mean", "h.s.b.latency.p99"], '.'));
        Assert.Equal(["h0:count", "h1:count", "size"], ShortNames.Of(["hosts:h0:count", "hosts:h1:count", "hosts:h1:size"], ':'));
        Assert.Equal(["events", "x.events"], ShortNames.Of(["events", "x.events"], '.'));
    }

    [Fact]
    public void A_long_name_takes_several_lines() => Assert.Equal("host0.\nlatency.\nmean", ShortNames.Wrapped("host0.latency.mean", '.', 8));
}
