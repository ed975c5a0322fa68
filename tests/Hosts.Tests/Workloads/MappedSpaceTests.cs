using CxlFabricSim.Actors.Randomness;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Workloads;

public sealed class MappedSpaceTests
{
    private const ulong Block = 2 * Sizes.MiB;

    [Fact]
    public void One_range_shifts_every_position()
    {
        var space = new MappedSpace();
        space.Add(new(5 * Block, 2 * Block));

        Assert.Equal(5 * Block, space.OffsetOf(0));
        Assert.Equal(7 * Block - 1, space.OffsetOf(2 * Block - 1));
        Assert.Equal(2 * Block, space.TotalBytes);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    public void Positions_run_through_all_ranges_in_order(int count)
    {
        var space = new MappedSpace();
        for (var i = count - 1; i >= 0; i--) space.Add(new(3 * Block * (ulong)i, Block));

        for (ulong i = 0; i < (ulong)count; i++)
        {
            Assert.Equal(3 * Block * i, space.OffsetOf(Block * i));
            Assert.Equal(3 * Block * i + Block - 1, space.OffsetOf(Block * i + Block - 1));
        }
        Assert.Equal(Block * (ulong)count, space.TotalBytes);
    }

    [Fact]
    public void Removing_the_middle_closes_the_gap_and_adding_it_again_restores_one_range()
    {
        var space = new MappedSpace();
        space.Add(new(0, 4 * Block));
        space.Remove(new(Block, Block));

        Assert.Equal([new(0, Block), new(2 * Block, 2 * Block)], space.Ranges);
        Assert.Equal(Block - 1, space.OffsetOf(Block - 1));
        Assert.Equal(2 * Block, space.OffsetOf(Block));
        Assert.False(space.Contains(new(0, Block + 1)));
        Assert.True(space.Contains(new(2 * Block, 2 * Block)));

        space.Add(new(Block, Block));
        Assert.Equal([new(0, 4 * Block)], space.Ranges);
        Assert.Equal(3, space.Generation);
    }

    [Fact]
    public void Mapping_twice_and_unmapping_what_is_not_mapped_are_bugs()
    {
        var space = new MappedSpace();
        space.Add(new(Block, Block));

        Assert.Throws<InvalidOperationException>(() => space.Add(new(0, Block + 1)));
        Assert.Throws<InvalidOperationException>(() => space.Remove(new(Block, Block + 1)));
        space.Add(new(0, Block));
        space.Remove(new(0, 2 * Block));
        Assert.Equal(0UL, space.TotalBytes);
    }

    [Fact]
    public void Slots_count_whole_accesses_in_the_part_asked_for()
    {
        var space = new MappedSpace();
        Assert.Equal(0UL, space.SlotsIn(0, 0, 64));
        space.Add(new(0, Block));

        Assert.Equal(Block / 64, space.SlotsIn(0, 0, 64));
        Assert.Equal(Block / 64 - 1, space.SlotsIn(64, 0, 64));
        Assert.Equal(2UL, space.SlotsIn(0, 191, 64));
        Assert.Equal(1UL, space.SlotsIn(Block - 64, 4096, 64));
        Assert.Equal(0UL, space.SlotsIn(Block, 0, 64));
    }

    [Fact]
    public void Positions_and_offsets_agree_after_random_changes()
    {
        var random = new SeededRandom(8, "space");
        var space = new MappedSpace();
        var plain = new bool[64];
        for (var step = 0; step < 500; step++)
        {
            var block = random.Below(64);
            var range = new ByteRange(block * Block, Block);
            if (plain[block]) space.Remove(range);
            else space.Add(range);
            plain[block] = !plain[block];

            var position = 0UL;
            for (ulong i = 0; i < 64; i++)
            {
                if (!plain[i]) continue;
                Assert.Equal(i * Block + 64, space.OffsetOf(position + 64));
                position += Block;
            }
            Assert.Equal(position, space.TotalBytes);
        }
    }
}
