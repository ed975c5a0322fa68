using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Timing;

/// <summary>100 ns up to 1 GB/s, 200 ns at 10, 500 ns at 20, which is all: a line takes 3.2 ns.</summary>
public sealed class CurveMediumTests
{
    private const long Microsecond = SimTime.PicosecondsPerMicrosecond;
    private const long LineTime = 3200;

    private readonly CurveMedium _medium = new(
    [
        new(1_000_000_000, SimTime.FromNanoseconds(100)), new(10_000_000_000, SimTime.FromNanoseconds(200)), new(20_000_000_000, SimTime.FromNanoseconds(500)),
    ]);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(15, 0)]
    [InlineData(16, 267)]
    [InlineData(156, 99_822)]
    [InlineData(157, 101_440)]
    [InlineData(234, 249_280)]
    [InlineData(312, 399_040)]
    public void An_access_is_as_late_as_the_curve_says_of_the_last_interval(int lines, long extra)
    {
        Load(lines, from: 0);

        Assert.InRange(_medium.Access(Microsecond, 0, isWrite: false, out _) - Microsecond, extra - 1, extra + 1);
    }

    [Fact]
    public void A_burst_faster_than_the_last_point_is_as_late_as_that_and_waits_besides()
    {
        for (var line = 0; line < 400; line++)
        {
            Assert.Equal(line * LineTime, _medium.Access(0, 0, isWrite: false, out var served));
            Assert.Equal(line * LineTime, served);
        }

        Assert.Equal(400 * LineTime + 400_000, _medium.Access(Microsecond, 0, isWrite: false, out _));
    }

    [Theory]
    [InlineData(2 * Microsecond - 1, true)]
    [InlineData(2 * Microsecond, false)]
    [InlineData(9 * Microsecond, false)]
    public void After_an_idle_interval_an_access_is_in_time_again(long time, bool isLate)
    {
        Load(312, from: 0);

        Assert.Equal(isLate, _medium.Access(time, 0, isWrite: false, out _) > time);
    }

    [Fact]
    public void What_is_early_does_not_overtake_what_was_late()
    {
        Load(312, from: 0);
        Load(10, from: Microsecond);

        var late = _medium.Access(2 * Microsecond - 1, 0, isWrite: false, out _);

        Assert.Equal(late, _medium.Access(2 * Microsecond, 0, isWrite: false, out _));
    }

    private void Load(int lines, long from)
    {
        for (var line = 0; line < lines; line++) _medium.Access(from + line * LineTime, 0, isWrite: false, out _);
    }
}
