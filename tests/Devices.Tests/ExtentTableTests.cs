using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests;

/// <summary>The table against a plain list that does what QEMU does, over random adding and taking out.</summary>
public sealed class ExtentTableTests
{
    private const ulong Block = DynamicRegions.BlockBytes;
    private const int Blocks = 64;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Any_sequence_of_adding_and_taking_out_gives_the_list_of_a_plain_implementation(int seed)
    {
        var random = new Random(seed);
        var table = new ExtentTable();
        var plain = new List<DcExtent>();
        for (var step = 0; step < 5000; step++)
        {
            if (random.Next(2) == 0 && TryFree(random, plain) is { } extent)
            {
                table.Append(extent);
                plain.Add(extent);
            }
            else
            {
                var ranges = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Range(random)).ToList();
                var limit = random.Next(1, 20);
                var expected = PlainlyWithout(plain, ranges, limit);
                Assert.Equal(expected is not null, table.TryRemove(ranges, limit, out var removed));
                plain = expected ?? plain;
                Assert.All(removed, whole => Assert.Contains(ranges, range => DynamicRegions.Overlap(range, whole)));
            }

            Assert.Equal(plain, table.Listed);
            Assert.Equal(plain.Count, table.Count);
            Assert.Equal(plain.Skip(2).Take(3), table.From(2).Take(3));
            var sought = Range(random);
            var holder = plain.FirstOrDefault(candidate => candidate.Start.Value <= sought.Start.Value && sought.End.Value <= candidate.End.Value);
            Assert.Equal(holder.Length > 0, table.TryFindHolder(sought, out var found));
            if (holder.Length > 0) Assert.Equal(holder, found);
        }
    }

    private static DcExtent Range(Random random)
    {
        var start = random.Next(Blocks);
        return new DcExtent(new Dpa((ulong)start * Block), (ulong)random.Next(1, Math.Min(8, Blocks - start) + 1) * Block);
    }

    private static DcExtent? TryFree(Random random, List<DcExtent> taken)
    {
        var extent = Range(random) with { Tag = (UInt128)random.Next(3) };
        return taken.Exists(other => DynamicRegions.Overlap(other, extent)) ? null : extent;
    }

    private static List<DcExtent>? PlainlyWithout(List<DcExtent> extents, List<DcExtent> ranges, int limit)
    {
        var left = extents.ToList();
        foreach (var range in ranges)
        {
            foreach (var whole in left.Where(extent => DynamicRegions.Overlap(extent, range)).OrderBy(extent => extent.Start.Value).ToList())
            {
                left.Remove(whole);
                if (whole.Start.Value < range.Start.Value) left.Add(whole with { Length = range.Start.Value - whole.Start.Value });
                if (range.End.Value < whole.End.Value) left.Add(whole with { Start = range.End, Length = whole.End.Value - range.End.Value });
            }

            if (left.Count > limit) return null;
        }

        return left;
    }
}
