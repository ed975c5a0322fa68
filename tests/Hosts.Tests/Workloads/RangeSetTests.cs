using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Hosts.Workloads;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class RangeSetTests
{
    private const int Space = 60;

    [Fact]
    public void Neighbours_join_and_distant_ranges_stay_apart()
    {
        var set = new RangeSet([new(10, 10), new(30, 10), new(20, 9)]);
        Assert.Equal([new(10, 19), new(30, 10)], set.Ranges);

        set.Add(new(29, 1));
        Assert.Equal([new(10, 30)], set.Ranges);
    }

    [Fact]
    public void Removing_the_middle_leaves_two_pieces()
    {
        var set = new RangeSet([new(10, 10)]);

        set.Remove(new(12, 3));

        Assert.Equal([new(10, 2), new(15, 5)], set.Ranges);
    }

    [Fact]
    public void Contains_and_overlaps_walk_the_edges_from_both_sides()
    {
        var set = new RangeSet([new(10, 10)]);

        Assert.True(set.Contains(new(10, 10)));
        Assert.False(set.Contains(new(9, 2)));
        Assert.False(set.Contains(new(19, 2)));
        Assert.False(set.Contains(new(12, 0)));
        Assert.True(set.Overlaps(new(19, 1)));
        Assert.False(set.Overlaps(new(20, 1)));
        Assert.True(set.Overlaps(new(0, 11)));
        Assert.False(set.Overlaps(new(0, 10)));
        Assert.False(set.Overlaps(new(12, 0)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_operations_agree_with_a_set_of_single_bytes(int seed)
    {
        var random = new SeededRandom((ulong)seed, "ranges");
        var set = new RangeSet();
        var other = new RangeSet();
        var plain = new bool[Space];
        var plainOther = new bool[Space];
        for (var step = 0; step < 500; step++)
        {
            var range = new ByteRange(random.Below(Space - 10), random.Below(10));
            var (target, bytes) = random.Below(2) == 0 ? (set, plain) : (other, plainOther);
            var adds = random.Below(2) == 0;
            if (adds) target.Add(range);
            else target.Remove(range);
            for (var i = range.Start; i < range.End; i++) bytes[i] = adds;

            Assert.Equal(Describe(i => plain[i]), Describe(set));
            Assert.Equal(Describe(i => plain[i] && plainOther[i]), Describe(set.Within(other)));
            Assert.Equal(Describe(i => plain[i] && !plainOther[i]), Describe(set.Except(other)));
            Assert.Equal(Describe(i => plain[i] && range.Contains(new((ulong)i, 1))), Describe(set.Within(range)));
            Assert.Equal((ulong)plain.Count(held => held), set.TotalBytes);
        }
    }

    private static string Describe(RangeSet set) => string.Join(' ', set.Ranges);

    private static string Describe(Func<int, bool> holds)
    {
        var ranges = new List<ByteRange>();
        for (var i = 0; i < Space; i++)
        {
            if (!holds(i)) continue;
            var start = i;
            while (i < Space && holds(i)) i++;
            ranges.Add(ByteRange.Between((ulong)start, (ulong)i));
        }
        return string.Join(' ', ranges);
    }
}
