using System.Runtime.InteropServices;
using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Actors.Statistics;

namespace CxlFabricSim.Hosts.Tests.Statistics;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Nothing_recorded_reads_as_zero()
    {
        var histogram = new LatencyHistogram();

        Assert.Equal(0, histogram.Count);
        Assert.Equal(0, histogram.Minimum);
        Assert.Equal(0, histogram.Maximum);
        Assert.Equal(0, histogram.Mean);
        Assert.Equal(0, histogram.Percentile(99));
    }

    [Fact]
    public void Count_sum_minimum_and_maximum_are_exact()
    {
        var histogram = new LatencyHistogram();
        foreach (var value in (long[])[123_457, 99_991, 1_000_003]) histogram.Record(value);

        Assert.Equal(3, histogram.Count);
        Assert.Equal(1_223_451, histogram.Sum);
        Assert.Equal(99_991, histogram.Minimum);
        Assert.Equal(1_000_003, histogram.Maximum);
        Assert.Equal(407_817, histogram.Mean);
    }

    [Fact]
    public void Durations_recorded_together_are_those_recorded_one_by_one()
    {
        var random = new SeededRandom(1, "durations");
        long[] durations = [.. Enumerable.Range(0, 500).Select(number => (long)random.Below(1UL << number % 40))];
        var (one, all) = (new LatencyHistogram(), new LatencyHistogram());
        foreach (var duration in durations) one.Record(duration);
        all.Record(durations.AsSpan(0, 1));
        all.Record(durations.AsSpan(1));
        all.Record([]);

        Assert.Equal((one.Count, one.Sum, one.Minimum, one.Maximum), (all.Count, all.Sum, all.Minimum, all.Maximum));
        for (var percent = 0.0; percent <= 100; percent += 0.5) Assert.Equal(one.Percentile(percent), all.Percentile(percent));
    }

    [Theory]
    [InlineData(1L << 50)]
    [InlineData(1L << 58)]
    public void Durations_recorded_together_are_in_the_buckets_of_single_ones(long most)
    {
        // At both sides of each power of two and of each of its first and last buckets: beyond 2^53 no double tells them apart.
        var durations = new List<long>();
        for (var power = 1L; power <= most; power *= 2)
            durations.AddRange([power - 1, power, power + 1, power + power / 64, power + power / 64 - 1, 2 * power - power / 64 - 1, 2 * power - power / 64]);
        var (one, all) = (new LatencyHistogram(), new LatencyHistogram());
        foreach (var duration in durations) one.RecordMany(duration, 1);
        all.Record(CollectionsMarshal.AsSpan(durations));

        Assert.Equal((one.Count, one.Sum, one.Minimum, one.Maximum), (all.Count, all.Sum, all.Minimum, all.Maximum));
        for (var rank = 1; rank <= durations.Count; rank++) Assert.Equal(one.Percentile(100.0 * rank / durations.Count), all.Percentile(100.0 * rank / durations.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1L << 40)]
    [InlineData((1L << 40) - 1)]
    [InlineData(long.MaxValue)]
    public void A_single_value_is_every_percentile(long value)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(value);

        Assert.All([0, 50, 99.9, 100], percent => Assert.Equal(value, histogram.Percentile(percent)));
    }

    [Fact]
    public void Values_below_128_are_kept_exactly()
    {
        var histogram = new LatencyHistogram();
        for (var value = 1; value <= 100; value++) histogram.Record(value);

        for (var percent = 1; percent <= 100; percent++) Assert.Equal(percent, histogram.Percentile(percent));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Percentiles_are_within_a_bucket_of_those_of_the_sorted_samples(int seed)
    {
        var random = new SeededRandom((ulong)seed, "histogram");
        var histogram = new LatencyHistogram();
        var samples = new long[20_000];
        for (var i = 0; i < samples.Length; i++)
        {
            // All magnitudes up to a tenth of a second, and ties.
            samples[i] = (long)(random.Next() >> 27 >> (int)random.Below(30));
            histogram.Record(samples[i]);
        }
        Array.Sort(samples);

        foreach (var percent in (double[])[0, 0.1, 1, 10, 25, 50, 75, 90, 99, 99.9, 100])
        {
            var rank = Math.Max(1, (int)Math.Ceiling(percent * samples.Length / 100));
            var expected = samples[rank - 1];
            var found = histogram.Percentile(percent);
            Assert.True(Math.Abs(found - expected) <= expected / 64, $"seed {seed}: p{percent} expected {expected}, found {found}");
        }
    }

    [Fact]
    public void Interpolation_spreads_the_samples_of_a_bucket()
    {
        var histogram = new LatencyHistogram();
        for (var value = 1L << 20; value < (1L << 20) + (1 << 14); value += 16) histogram.Record(value);

        // 1024 samples fill exactly one bucket of 16384 ps.
        Assert.InRange(histogram.Percentile(50), (1L << 20) + 8_160, (1L << 20) + 8_224);
        Assert.InRange(histogram.Percentile(25), (1L << 20) + 4_064, (1L << 20) + 4_128);
    }

    [Fact]
    public void Merged_parts_equal_the_whole()
    {
        var random = new SeededRandom(9, "merge");
        var whole = new LatencyHistogram();
        var parts = new LatencyHistogram[] { new(), new(), new() };
        for (var i = 0; i < 3_000; i++)
        {
            var value = (long)random.Below(1_000_000);
            whole.Record(value);
            parts[i % 2].Record(value);
        }

        parts[2].Merge(parts[1]);
        parts[2].Merge(parts[0]);

        Assert.Equal((whole.Count, whole.Sum, whole.Minimum, whole.Maximum),
            (parts[2].Count, parts[2].Sum, parts[2].Minimum, parts[2].Maximum));
        Assert.All([1, 50, 99, 99.9], percent => Assert.Equal(whole.Percentile(percent), parts[2].Percentile(percent)));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    public void A_percentage_outside_0_to_100_is_refused(double percent)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Percentile(percent));
    }
}
