using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Timing;

public sealed class DeviceTimingTests
{
    private static readonly SimTime Nanosecond = SimTime.FromNanoseconds(1);

    [Fact]
    public void Without_anything_in_its_way_an_access_is_answered_when_it_comes()
    {
        var timing = new DeviceTiming(new FixedMedium(Nanosecond), queueDepth: 4);

        var times = Take(timing, 5000, isWrite: false);

        Assert.Equal((5000, 5000, 0, 0), (times.Entered, times.Answered, times.Wait, times.Medium));
    }

    [Fact]
    public void Without_a_queue_an_access_keeps_the_links_buffer_until_the_medium_begins_with_it()
    {
        var timing = new DeviceTiming(new FixedMedium(Nanosecond));

        var entered = Enumerable.Range(0, 3).Select(_ => Take(timing, 0, isWrite: false).Entered);

        Assert.Equal([0, 1000, 2000], entered);
    }

    [Fact]
    public void Reads_and_writes_have_a_bandwidth_of_their_own()
    {
        var timing = new DeviceTiming(new FixedMedium(default), 0, new SimTime(2000), new SimTime(3000));

        Assert.Equal([0, 2000, 4000], Enumerable.Range(0, 3).Select(_ => Take(timing, 0, isWrite: false).Answered));
        Assert.Equal([0, 3000, 6000], Enumerable.Range(0, 3).Select(_ => Take(timing, 0, isWrite: true).Answered));
    }

    [Fact]
    public void A_write_does_not_wait_in_the_medium_for_reads_that_have_not_come_there()
    {
        var timing = new DeviceTiming(new FixedMedium(new SimTime(100)), 0, readLineTime: Nanosecond);
        for (var read = 0; read < 10; read++) Take(timing, 0, isWrite: false);

        Assert.InRange(Take(timing, 0, isWrite: true).Answered, 0, 1000);
    }

    [Theory]
    [InlineData(30, 0, 30_000)]
    [InlineData(-30, 30_000, 0)]
    [InlineData(0, 0, 0)]
    public void What_a_write_takes_longer_or_shorter_than_a_read_comes_on_top_of_the_shorter(long extra, long read, long write)
    {
        var timing = new DeviceTiming(new FixedMedium(Nanosecond), writeExtra: SimTime.FromNanoseconds(extra));

        var first = Take(timing, 0, isWrite: false);
        var second = Take(timing, 1000, isWrite: true);

        Assert.Equal((read, 1000 + write), (first.Answered, second.Answered));
        Assert.Equal((0, 0, 0, 0), (first.Wait, first.Medium, second.Wait, second.Medium));
        Assert.Equal(extra == 0, timing.IsInOrder);
    }

    private static AccessTimes Take(DeviceTiming timing, long came, bool isWrite)
    {
        timing.Take(came, came, 0, 0, isWrite, out var times);
        return times;
    }
}
