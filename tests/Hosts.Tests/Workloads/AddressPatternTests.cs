using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Hosts.Workloads;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class AddressPatternTests
{
    [Fact]
    public void Sequential_visits_every_slot_in_order_and_starts_again()
    {
        Assert.Equal([0, 1, 2, 0, 1], Take(new AddressPattern(AddressPatternKind.Sequential), slots: 3, count: 5));
    }

    [Fact]
    public void Strided_steps_and_starts_each_pass_one_slot_later()
    {
        var pattern = new AddressPattern(AddressPatternKind.Strided, strideSlots: 4);

        Assert.Equal([0, 4, 8, 1, 5, 9, 2, 6, 3, 7, 0], Take(pattern, slots: 10, count: 11));
    }

    [Fact]
    public void A_stride_beyond_the_space_still_visits_every_slot()
    {
        var pattern = new AddressPattern(AddressPatternKind.Strided, strideSlots: 100);

        Assert.Equal([0, 1, 2, 0], Take(pattern, slots: 3, count: 4));
    }

    [Fact]
    public void Uniform_visits_all_slots_about_equally_often()
    {
        const int Slots = 64;
        var counts = Count(new AddressPattern(AddressPatternKind.Uniform), Slots, 64_000);

        // 63 degrees of freedom: beyond 120 less than once in 50,000 seeds.
        var chiSquare = counts.Sum(count => (count - 1_000.0) * (count - 1_000.0) / 1_000);
        Assert.InRange(chiSquare, 20, 120);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.99)]
    [InlineData(1.0)]
    [InlineData(1.0000001)]
    [InlineData(1.5)]
    [InlineData(4.9)]
    public void Zipf_ranks_follow_their_distribution(double skew)
    {
        const int Ranks = 1000;
        const int Samples = 200_000;
        var sampler = new ZipfSampler(skew);
        sampler.Resize(Ranks);
        var random = new SeededRandom(5, "zipf");
        var counts = new int[Ranks + 1];
        for (var i = 0; i < Samples; i++) counts[sampler.Next(random)]++;

        var norm = Enumerable.Range(1, Ranks).Sum(rank => Math.Pow(rank, -skew));
        Assert.Equal(0, counts[0]);
        // Single ranks of the head, then blocks of the tail: each within five standard deviations.
        foreach (var (first, last) in ((int, int)[])[(1, 1), (2, 2), (3, 3), (4, 10), (11, 100), (101, 500), (501, 1000)])
        {
            var share = Enumerable.Range(first, last - first + 1).Sum(rank => Math.Pow(rank, -skew)) / norm;
            var found = counts[first..(last + 1)].Sum();
            var tolerance = 5 * Math.Sqrt(Samples * share * (1 - share)) + 1;
            Assert.True(Math.Abs(found - Samples * share) <= tolerance, $"ranks {first}-{last}: expected {Samples * share}, found {found}");
        }
    }

    [Fact]
    public void Zipf_scatters_its_hot_slots()
    {
        var counts = Count(new AddressPattern(AddressPatternKind.Zipf, skew: 1.2), 1000, 50_000);

        var hottest = counts.Select((count, slot) => (count, slot)).OrderByDescending(pair => pair.count).Take(8).Select(pair => pair.slot).ToArray();
        Assert.True(hottest.Max() - hottest.Min() > 300);
        Assert.True(hottest.Order().Zip(hottest.Order().Skip(1), (low, high) => high - low).Max() > 8);
    }

    [Fact]
    public void Salt_moves_the_hot_slots()
    {
        var first = Count(new AddressPattern(AddressPatternKind.Zipf, salt: 1), 1000, 20_000);
        var second = Count(new AddressPattern(AddressPatternKind.Zipf, salt: 2), 1000, 20_000);

        Assert.NotEqual(Array.IndexOf(first, first.Max()), Array.IndexOf(second, second.Max()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(double.NaN)]
    public void A_skew_outside_its_range_is_refused(double skew)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AddressPattern(AddressPatternKind.Zipf, skew: skew));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(4097)]
    public void Chase_visits_every_slot_once_in_a_round_and_repeats_the_round(int slots)
    {
        var pattern = new AddressPattern(AddressPatternKind.Chase, salt: 3);

        var first = Take(pattern, slots, slots);
        var second = Take(pattern, slots, slots);

        Assert.Equal(Enumerable.Range(0, slots), first.Order());
        Assert.Equal(first, second);
    }

    [Fact]
    public void Chase_does_not_alternate_between_even_and_odd_slots_or_run_on()
    {
        var order = Take(new AddressPattern(AddressPatternKind.Chase), 4096, 4096);

        // By chance alone half of the steps change the low bit and one in 4096 goes to the next slot.
        var parityChanges = order.Zip(order.Skip(1), (from, to) => (from ^ to) & 1).Sum();
        var neighbours = order.Zip(order.Skip(1), (from, to) => Math.Abs(from - to) == 1 ? 1 : 0).Sum();
        Assert.InRange(parityChanges, 1_700, 2_400);
        Assert.InRange(neighbours, 0, 40);
    }

    [Theory]
    [InlineData(AddressPatternKind.Sequential)]
    [InlineData(AddressPatternKind.Strided)]
    [InlineData(AddressPatternKind.Uniform)]
    [InlineData(AddressPatternKind.Zipf)]
    [InlineData(AddressPatternKind.Chase)]
    public void Slots_stay_in_a_space_that_grows_and_shrinks_and_repeat_for_a_seed(AddressPatternKind kind)
    {
        var sizes = new SeededRandom(4, "sizes");
        var pattern = new AddressPattern(kind, strideSlots: 7, salt: 5);
        var again = new AddressPattern(kind, strideSlots: 7, salt: 5);
        var random = new SeededRandom(6, "stream");
        var sameRandom = new SeededRandom(6, "stream");

        for (var change = 0; change < 200; change++)
        {
            var slots = 1 + (sizes.Next() >> (int)(24 + sizes.Below(40)));
            for (var i = 0; i < 20; i++)
            {
                var slot = pattern.Next(slots, random);
                Assert.InRange(slot, 0UL, slots - 1);
                Assert.Equal(slot, again.Next(slots, sameRandom));
            }
        }
    }

    private static int[] Take(AddressPattern pattern, int slots, int count)
    {
        var random = new SeededRandom(7, "take");
        return [.. Enumerable.Range(0, count).Select(_ => (int)pattern.Next((ulong)slots, random))];
    }

    private static int[] Count(AddressPattern pattern, int slots, int samples)
    {
        var counts = new int[slots];
        foreach (var slot in Take(pattern, slots, samples)) counts[slot]++;
        return counts;
    }
}
