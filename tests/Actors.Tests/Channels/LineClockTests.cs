using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Tests.Channels;

public sealed class LineClockTests
{
    // 64 GB/s: a byte takes 15.625 ps, a 68-byte flit 1062.5.
    private const ulong Rate = 64_000_000_000;

    // A power of ten is easier on the eye: a byte takes 1 ns.
    private const ulong ByteANanosecond = 1_000_000_000;

    [Theory]
    [InlineData(64, 64_000_000_000, 1000)]
    [InlineData(1, 64_000_000_000, 16)]
    [InlineData(85, 63_015_384_615, 1349)]
    [InlineData(256, 1_000, 256_000_000_000)]
    public void A_message_takes_the_line_for_its_bytes_rounded_up_to_a_picosecond(double bytes, ulong rate, long picoseconds)
    {
        var line = Line(rate);

        Assert.Equal(picoseconds, line.TimeOf(LineClock.SizeOf(bytes)));
    }

    [Fact]
    public void Parts_of_a_byte_count()
    {
        var line = Line(ByteANanosecond);

        Assert.InRange(line.TimeOf(LineClock.SizeOf(16.0 / 3)), 5331, 5336);
        Assert.Equal(17, LineClock.BytesOf(2 * LineClock.SizeOf(8.5)));
        Assert.Equal(16, LineClock.BytesOf(LineClock.SizeOf(16.9)));
    }

    [Theory]
    [InlineData(63, 64_000)]
    [InlineData(64, 64_000)]
    [InlineData(65, 65_000)]
    public void The_service_time_is_the_least_that_a_message_takes(double bytes, long picoseconds)
    {
        var line = new LineClock(Options(ByteANanosecond) with { ServiceTime = new SimTime(64_000) });

        Assert.Equal(picoseconds, line.TimeOf(LineClock.SizeOf(bytes)));
    }

    [Fact]
    public void A_line_without_a_rate_is_taken_for_its_service_time_alone()
    {
        var line = new LineClock(new ChannelOptions { Latency = SimTime.FromNanoseconds(1), Credits = [1], FlitBytes = 68, ServiceTime = new SimTime(70) });

        Assert.Equal(70, line.TimeOf(LineClock.SizeOf(1_000_000)));
        Assert.Equal(80, line.Take(70, notBefore: 10));
    }

    [Fact]
    public void Messages_take_the_line_one_after_the_other()
    {
        var line = Line(Rate);

        Assert.Equal(1000, line.Take(1000, notBefore: 0));
        Assert.Equal(2000, line.Take(1000, notBefore: 500));
        Assert.Equal(6000, line.Take(1000, notBefore: 5000));
        Assert.Equal(6000, line.Free);
    }

    [Fact]
    public void Messages_of_one_flit_arrive_with_its_end_and_the_next_with_the_end_of_the_next()
    {
        var line = new LineClock(Options(ByteANanosecond) with { FlitBytes = 68 });

        var arrivals = Enumerable.Range(0, 6).Select(_ => line.Take(17_000, notBefore: 0)).ToList();

        Assert.Equal([68_000, 68_000, 68_000, 68_000, 136_000, 136_000], arrivals);
        Assert.Equal(6 * 17_000, line.Free);
    }

    [Theory]
    [InlineData(51_000, 68_000)]
    [InlineData(51_001, 136_000)]
    [InlineData(68_000, 136_000)]
    [InlineData(673_000, 748_000)]
    public void Flits_pass_from_time_zero_on_whether_or_not_they_carry_anything(long notBefore, long arrival)
    {
        var line = new LineClock(Options(ByteANanosecond) with { FlitBytes = 68 });

        Assert.Equal(arrival, line.Take(17_000, notBefore));
    }

    [Theory]
    [InlineData(1_000_000_000, 68, 68_000)]
    [InlineData(1_000_000_000, 256, 256_000)]
    [InlineData(64_000_000_000, 68, 1_063)]
    [InlineData(1_000, 4, 4_000_000_000)]
    [InlineData(1_000_000_000_000, 1, 1)]
    [InlineData(500_000_000_000, 1, 2)]
    public void Flits_are_counted_to_the_last_one_however_long_nothing_was_sent(ulong rate, int flitBytes, long flitTime)
    {
        // Around the ends of flits, and around the longest gap for which the product with a reciprocal is exact.
        var limit = (long)Math.Min(ulong.MaxValue / (ulong)flitTime - (ulong)flitTime, long.MaxValue >> 1);
        long[] near = [1, flitTime, 1_000_003 * flitTime, limit / 2, limit, long.MaxValue >> 2];
        foreach (var end in near.SelectMany(time => Enumerable.Range(-2, 5).Select(step => time + step)).Where(end => end > 0))
        {
            var arrival = new LineClock(Options(rate) with { FlitBytes = flitBytes }).Take(0, end);

            Assert.InRange(arrival - end, 0, flitTime - 1);
            Assert.Equal(0, arrival % flitTime);
        }
    }

    [Fact]
    public void A_message_longer_than_a_flit_arrives_with_the_end_of_its_last_one()
    {
        var line = new LineClock(Options(ByteANanosecond) with { FlitBytes = 68 });

        Assert.Equal([136_000, 204_000, 272_000, 340_000, 476_000], Enumerable.Range(0, 5).Select(_ => line.Take(85_000, 0)));
    }

    [Fact]
    public void What_a_retry_costs_holds_up_all_that_is_behind_it_and_order_stays()
    {
        const long retry = 40_000;
        var line = new LineClock(Options(Rate) with { Errors = Errors(rate: 1e-4, seed: 1) });

        var arrivals = Enumerable.Range(0, 10_000).Select(_ => line.Take(1000, 0)).ToList();

        // A line of 64 bytes at 1e-4 a bit: one in about 20 has an error.
        Assert.InRange(line.Retries, 460, 570);
        Assert.Equal(10_000 * 1000 + line.Retries * retry, line.Free);
        Assert.Equal(arrivals.Order(), arrivals);
        Assert.All(arrivals.Zip(arrivals.Skip(1)), pair => Assert.Equal(1000, (pair.Second - pair.First) % retry));
    }

    [Fact]
    public void A_line_in_error_still_delivers_at_the_ends_of_flits()
    {
        var line = new LineClock(Options(ByteANanosecond) with { FlitBytes = 68, Errors = Errors(rate: 1e-4, seed: 2) });

        var arrivals = Enumerable.Range(0, 1000).Select(_ => line.Take(17_000, 0)).ToList();

        Assert.NotEqual(0, line.Retries);
        Assert.All(arrivals, arrival => Assert.Equal(0, arrival % 68_000));
        Assert.Equal(arrivals.Order(), arrivals);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    [InlineData(1e-12)]
    public void Errors_come_at_the_rate_of_bits(double rate)
    {
        var errors = Errors(rate, seed: 7);

        var mean = Enumerable.Range(0, 20_000).Average(_ => (double)errors.NextInterval(Rate));

        // 64 GB/s are 0.512 bits a picosecond. The mean of 20,000 exponential values strays by 0.7 %.
        Assert.InRange(mean * rate * 0.512, 0.97, 1.03);
    }

    [Fact]
    public void Errors_follow_from_the_seed_and_the_name_of_the_line()
    {
        static long[] Intervals(ulong seed, string name)
        {
            var errors = new LineErrors(1e-6, new SimTime(1), seed, name);
            return [.. Enumerable.Range(0, 10).Select(_ => errors.NextInterval(Rate))];
        }

        Assert.Equal(Intervals(1, "a"), Intervals(1, "a"));
        Assert.NotEqual(Intervals(1, "a"), Intervals(2, "a"));
        Assert.NotEqual(Intervals(1, "a"), Intervals(1, "b"));
    }

    private static LineErrors Errors(double rate, ulong seed) => new(rate, SimTime.FromNanoseconds(40), seed, "line");

    private static LineClock Line(ulong rate) => new(Options(rate));

    private static ChannelOptions Options(ulong rate) => new() { Latency = SimTime.FromNanoseconds(1), Credits = [1], BytesPerSecond = rate };
}
