using System.Globalization;

namespace CxlFabricSim.Protocol.Tests;

public sealed class SimTimeTests
{
    [Theory]
    [InlineData(0, "0 ps")]
    [InlineData(999, "999 ps")]
    [InlineData(-999, "-999 ps")]
    [InlineData(1_000, "1 ns")]
    [InlineData(12_500, "12.5 ns")]
    [InlineData(-12_500, "-12.5 ns")]
    [InlineData(999_999, "999.999 ns")]
    [InlineData(1_000_000, "1 us")]
    [InlineData(3_200_000, "3.2 us")]
    [InlineData(999_999_999, "999.999999 us")]
    [InlineData(1_000_000_000, "1 ms")]
    [InlineData(999_999_000_000, "999.999 ms")]
    [InlineData(1_000_000_000_000, "1 s")]
    [InlineData(90_000_000_000_000, "90 s")]
    [InlineData(long.MaxValue, "never")]
    public void Text_uses_the_largest_unit_that_fits(long picoseconds, string expected)
    {
        Assert.Equal(expected, new SimTime(picoseconds).ToString());
    }

    [Fact]
    public void Text_does_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal("12.5 ns", new SimTime(12_500).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Units_convert_exactly()
    {
        Assert.Equal(80_000, SimTime.FromNanoseconds(80).Picoseconds);
        Assert.Equal(5_000_000, SimTime.FromMicroseconds(5).Picoseconds);
        Assert.Equal(1.5, new SimTime(1_500).Nanoseconds);
        Assert.Equal(0.25, new SimTime(250_000_000_000).Seconds);
    }

    [Fact]
    public void Sums_and_differences_do_not_wrap()
    {
        Assert.Equal(new SimTime(7), new SimTime(3) + new SimTime(4));
        Assert.Equal(new SimTime(-1), new SimTime(3) - new SimTime(4));
        Assert.Throws<OverflowException>(() => SimTime.Never + new SimTime(1));
        Assert.Throws<OverflowException>(() => new SimTime(long.MinValue) - new SimTime(1));
        Assert.Throws<OverflowException>(() => SimTime.FromNanoseconds(long.MaxValue / 999));
        Assert.Throws<OverflowException>(() => SimTime.FromMicroseconds(long.MaxValue / 999_999));
    }

    [Fact]
    public void Order_is_that_of_the_numbers()
    {
        var (early, late) = (new SimTime(1), new SimTime(2));

        Assert.True(early < late && early <= late && late > early && late >= early);
        Assert.False(late < early || late <= early || early > late || early >= late);
        Assert.True(new SimTime(1) <= early && new SimTime(1) >= early);
        Assert.False(new SimTime(1) < early || new SimTime(1) > early);
        Assert.True(late < SimTime.Never && early > SimTime.Zero);
        Assert.Equal([early, late], new[] { late, early }.Order());
    }
}
