using CxlFabricSim.Actors.Scheduling;
using CxlFabricSim.Actors.Tests.Random;

namespace CxlFabricSim.Actors.Tests.Scheduling;

public sealed class HeadTrackerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    public void Earliest_head_is_the_lowest_port_of_the_earliest_time(int ports)
    {
        var random = new TestRandom((ulong)ports);
        var tracker = new HeadTracker(ports);
        var times = Enumerable.Repeat(long.MaxValue, ports).ToArray();
        Assert.Equal(long.MaxValue, tracker.EarliestTime);
        for (var step = 0; step < 3_000; step++)
        {
            var port = random.Below(ports);
            times[port] = random.Percent(20) ? long.MaxValue : random.Below(5);
            tracker.Set(port, times[port]);

            Assert.Equal(times.Min(), tracker.EarliestTime);
            if (times.Min() != long.MaxValue) Assert.Equal(Array.IndexOf(times, times.Min()), tracker.EarliestPort);
        }
    }

    [Fact]
    public void Actor_without_inputs_never_has_a_head() => Assert.Equal(long.MaxValue, new HeadTracker(0).EarliestTime);
}
