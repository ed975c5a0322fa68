using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Timing;

public sealed class FixedMediumTests
{
    [Theory]
    [InlineData(0, 1700)]
    [InlineData(1699, 1700)]
    [InlineData(1700, 1700)]
    [InlineData(1701, 1701)]
    public void A_line_waits_for_the_one_before_it_and_no_longer(long time, long served)
    {
        var medium = new FixedMedium(new SimTime(1700));
        medium.Access(0, 0, isWrite: false, out _);

        Assert.Equal(served, medium.Access(time, 9, isWrite: true, out var begun));
        Assert.Equal(served, begun);
    }
}
