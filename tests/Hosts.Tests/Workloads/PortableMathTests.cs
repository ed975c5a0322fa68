using CxlFabricSim.Actors.Randomness;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class PortableMathTests
{
    [Fact]
    public void Logarithm_agrees_with_the_library()
    {
        var random = new SeededRandom(1, "log");
        for (var i = 0; i < 10_000; i++)
        {
            var value = Math.Pow(10, random.NextUnit() * 40 - 20);
            var expected = Math.Log(value);
            Assert.Equal(expected, PortableMath.Log(value), 1e-15 * Math.Max(1, Math.Abs(expected)));
        }
        Assert.Equal(0, PortableMath.Log(1));
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0));
    }

    [Fact]
    public void Exponential_agrees_with_the_library()
    {
        var random = new SeededRandom(2, "exp");
        for (var i = 0; i < 10_000; i++)
        {
            var value = (random.NextUnit() - 0.5) * 200;
            var expected = Math.Exp(value);
            Assert.Equal(expected, PortableMath.Exp(value), 1e-14 * expected);
        }
        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Equal(0, PortableMath.Exp(-709));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(710));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1e-9, 1.0000000005, 0.9999999995)]
    [InlineData(0.00099, 1.0004951634, 0.9995053265)]
    [InlineData(0.00101, 1.0005051701, 0.9994953397)]
    [InlineData(-0.5, 0.7869386806, 1.3862943611)]
    public void Quotients_hold_through_zero(double value, double expM1Over, double log1POver)
    {
        Assert.Equal(expM1Over, PortableMath.ExpM1Over(value), 1e-9);
        Assert.Equal(log1POver, PortableMath.Log1POver(value), 1e-9);
    }
}
