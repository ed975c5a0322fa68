using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Simulation.Tests.Sweeps;

public sealed class SweepAxisTests
{
    [Theory]
    [InlineData("1,2,8", "1 2 8")]
    [InlineData("uniform,chase", "uniform chase")]
    [InlineData("1..16*2", "1 2 4 8 16")]
    [InlineData("1..15*2", "1 2 4 8")]
    [InlineData("1..17*2", "1 2 4 8 16")]
    [InlineData("1..4", "1 2 3 4")]
    [InlineData("3..3", "3")]
    [InlineData("4..1*0.5", "4 2 1")]
    [InlineData("9..1+-4", "9 5 1")]
    [InlineData("10ns..40ns+10ns", "10ns 20ns 30ns 40ns")]
    [InlineData("10ns..39ns+10ns", "10ns 20ns 30ns")]
    [InlineData("500ns..2us+0.5us", "500ns 1000ns 1500ns 2000ns")]
    [InlineData("512MiB..2GiB*2", "512MiB 1024MiB 2048MiB")]
    [InlineData("8GB/s..32GB/s*2", "8GB/s 16GB/s 32GB/s")]
    [InlineData("0%..100%+50%", "0% 50% 100%")]
    [InlineData("0.2..0.6+0.2", "0.2 0.4 0.6")]
    [InlineData("1,4..6,~", "1 4 5 6 ~")]
    [InlineData("[a, b],[c]", "[a, b] [c]")]
    [InlineData("../a.mem,../b.mem", "../a.mem ../b.mem")]
    public void Values_are_those_listed_with_ranges_spelled_out(string text, string values)
    {
        var axis = SweepAxis.Parse($"hosts:host0:x={text}", out _);

        Assert.Equal("hosts:host0:x", axis!.Path);
        Assert.Equal(values, string.Join(' ', axis.Values));
    }

    [Theory]
    [InlineData("path", "has no key and values")]
    [InlineData("=1,2", "has no key and values")]
    [InlineData("path=", "has an empty value")]
    [InlineData("path=1,,2", "has an empty value")]
    [InlineData("path=1,2,1", "\"1\" stands there twice")]
    [InlineData("path=1..", "is not a range")]
    [InlineData("path=1..x", "is not a range")]
    [InlineData("path=1..4*", "is not a range")]
    [InlineData("path=1furlong..4furlong+1furlong", "is not a range")]
    [InlineData("path=10ns..20ns", "mixes units")]
    [InlineData("path=10ns..20+1", "mixes units")]
    [InlineData("path=10ns..1MiB+1ns", "mixes units")]
    [InlineData("path=1..4*2ns", "mixes units")]
    [InlineData("path=4..1", "never gets from its first value to its last")]
    [InlineData("path=1..4*1", "never gets from its first value to its last")]
    [InlineData("path=0..4*2", "never gets from its first value to its last")]
    [InlineData("path=1..4+0", "never gets from its first value to its last")]
    [InlineData("path=1..10001", "has more than 10000 values")]
    public void A_text_that_is_no_list_of_values_is_a_mistake(string text, string found)
    {
        var axis = SweepAxis.Parse(text, out var mistake);

        Assert.Null(axis);
        Assert.Contains(found, mistake!.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_may_have_ten_thousand_values_and_may_end_where_numbers_do()
    {
        Assert.Equal(10_000, SweepAxis.Parse("x=1..10000", out _)!.Values.Count);
        Assert.Equal(2, SweepAxis.Parse($"x=1..{decimal.MaxValue}*{decimal.MaxValue}", out _)!.Values.Count);
    }
}
