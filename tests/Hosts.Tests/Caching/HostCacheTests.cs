using CxlFabricSim.Hosts.Caching;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.Caching;

/// <summary>A cache of two sets of two ways behind four lines of a host: demand tags 0 to 3, prefetches 4 to 7, write-backs from 8.</summary>
public sealed class HostCacheTests
{
    private readonly HostCache _cache = new(new CacheSettings(4 * Sizes.Line, 2, SimTime.FromNanoseconds(10), 2), lines: 4);

    [Fact]
    public void A_line_that_was_fetched_is_held_and_the_next_read_has_it()
    {
        Assert.Equal(CacheLookup.Fetch, Read(0, line: 6));
        Assert.True(_cache.IsFill(0));
        Assert.Equal(-1, _cache.EndFill(0, true, Data(0x66)));

        Assert.Equal(CacheLookup.Hit, Read(1, line: 6));
        Assert.Equal(Data(0x66), _cache.AnswerOf(1).ToArray());
        Assert.False(_cache.IsFill(0));
        Assert.Equal((1, 1), (_cache.Counters.Hits, _cache.Counters.Misses));
    }

    [Fact]
    public void A_line_that_could_not_be_had_is_not_held()
    {
        Read(0, line: 6);
        _cache.EndFill(0, false, Data(0xFF));

        Assert.Equal(CacheLookup.Fetch, Read(1, line: 6));
    }

    [Fact]
    public void The_line_used_longest_ago_makes_room_and_is_written_back_when_it_was_written()
    {
        Write(line: 0, 0x10);
        Write(line: 2, 0x12);
        Read(0, line: 0);
        Write(line: 1, 0x11);
        Assert.False(_cache.TryTakeWriteBack(out _, out _, out _));

        // Lines 0, 2 and 4 share a set; 1 has the other to itself.
        Write(line: 4, 0x14);

        var (tag, hpa, data) = TakeWriteBack();
        Assert.Equal((8, 2 * 64UL), (tag, hpa));
        Assert.Equal(Data(0x12), data);
        Assert.False(_cache.TryTakeWriteBack(out _, out _, out _));
        Assert.Equal(CacheLookup.Hit, Read(1, line: 0));
    }

    [Fact]
    public void A_line_that_was_only_read_goes_without_a_word()
    {
        foreach (var line in new ulong[] { 0, 2, 4 })
        {
            Read(0, line);
            _cache.EndFill(0, true, Data((byte)line));
        }

        Assert.False(_cache.TryTakeWriteBack(out _, out _, out _));
        Assert.Equal(CacheLookup.Fetch, Read(0, line: 0));
    }

    [Fact]
    public void A_line_on_its_way_to_memory_is_read_from_where_it_waits_and_then_from_memory()
    {
        Evict(line: 0, 0x10);
        var (tag, _, _) = TakeWriteBack();

        Assert.Equal(CacheLookup.Hit, Read(0, line: 0));
        Assert.Equal(Data(0x10), _cache.AnswerOf(0).ToArray());
        _cache.EndWriteBack(tag, true);

        Assert.Equal(CacheLookup.Fetch, Read(0, line: 0));
    }

    [Fact]
    public void Of_a_line_that_is_written_back_twice_at_once_the_later_content_counts()
    {
        Evict(line: 0, 0x10);
        var (first, _, _) = TakeWriteBack();
        Evict(line: 0, 0x20);
        while (_cache.TryTakeWriteBack(out _, out _, out _))
        {
        }

        _cache.EndWriteBack(first, true);

        Assert.Equal(CacheLookup.Hit, Read(0, line: 0));
        Assert.Equal(Data(0x20), _cache.AnswerOf(0).ToArray());
    }

    [Fact]
    public void A_fetched_line_that_was_written_meanwhile_is_not_kept()
    {
        Read(0, line: 0);
        Write(line: 0, 0x99);
        Evict(line: 2, 0x12, keeps: 4);

        // Written, pushed out, and then the old content comes.
        Assert.Equal(-1, _cache.EndFill(0, true, Data(0x01)));

        Assert.Equal(CacheLookup.Hit, Read(1, line: 0));
        Assert.Equal(Data(0x99), _cache.AnswerOf(1).ToArray());
    }

    [Fact]
    public void A_write_past_the_cache_takes_the_line_from_it_and_from_what_is_on_its_way()
    {
        Write(line: 0, 0x10);
        _cache.BeginPassing(0, 0);

        Assert.Equal(CacheLookup.Fetch, Read(1, line: 0));
        Assert.False(_cache.TryBeginPrefetch(0, out _));
        _cache.EndFill(1, true, Data(0x01));
        Assert.Equal(CacheLookup.Fetch, Read(1, line: 0));
        _cache.EndFill(1, true, Data(0x01));
        _cache.EndPassing(0);

        Assert.Equal(CacheLookup.Fetch, Read(1, line: 0));
        _cache.EndFill(1, true, Data(0x02));
        Assert.Equal(CacheLookup.Hit, Read(2, line: 0));
        Assert.False(_cache.TryTakeWriteBack(out _, out _, out _));
    }

    [Fact]
    public void Reads_of_a_line_on_its_way_wait_for_it()
    {
        Read(0, line: 6);
        Assert.Equal(CacheLookup.Wait, Read(1, line: 6));
        Assert.Equal(CacheLookup.Wait, Read(2, line: 6));

        var first = _cache.EndFill(0, true, Data(0x66));

        Assert.Equal((2, 1, -1), (first, _cache.NextWaiter(2), _cache.NextWaiter(1)));
    }

    [Fact]
    public void Only_lines_that_are_nowhere_near_are_fetched_ahead()
    {
        Write(line: 0, 0x10);
        Read(0, line: 1);

        Assert.False(_cache.TryBeginPrefetch(0, out _));
        Assert.False(_cache.TryBeginPrefetch(1, out _));
        Assert.True(_cache.TryBeginPrefetch(3, out var tag) && tag == 4);
        Assert.False(_cache.TryBeginPrefetch(3, out _));
        _cache.EndFill(tag, true, Data(0x33));

        _cache.Read(1, 3, out var isAhead);
        Assert.True(isAhead);
        _cache.Read(1, 3, out isAhead);
        Assert.False(isAhead);
        Assert.Equal((1, 1), (_cache.Counters.Prefetches, _cache.Counters.PrefetchesUsed));
    }

    [Fact]
    public void There_is_room_as_long_as_every_line_on_its_way_can_push_one_out()
    {
        for (ushort tag = 0; tag < 4; tag++)
        {
            Assert.True(_cache.HasRoom);
            Read(tag, line: 100UL + tag);
        }

        Assert.True(_cache.TryBeginPrefetch(200, out _) && _cache.TryBeginPrefetch(201, out _) && _cache.TryBeginPrefetch(202, out _));
        Assert.True(_cache.HasRoom);
        Assert.True(_cache.TryBeginPrefetch(203, out _));
        Assert.False(_cache.HasRoom);
        _cache.EndFill(4, false, Data(0));
        Assert.True(_cache.HasRoom);
    }

    [Fact]
    public void A_range_is_flushed_when_what_was_written_of_it_is_in_memory_and_nothing_of_it_is_on_its_way()
    {
        Write(line: 8, 0x18);
        Write(line: 9, 0x19);
        Write(line: 20, 0x20);
        Assert.True(_cache.TryBeginPrefetch(11, out var prefetch));

        _cache.BeginFlush(8, 8, token: 7);

        Assert.False(_cache.TryTakeFlushed(out _));
        var written = new[] { TakeWriteBack(), TakeWriteBack() };
        Assert.Equal([8 * 64UL, 9 * 64UL], written.Select(back => back.Hpa).Order());
        Assert.False(_cache.TryTakeWriteBack(out _, out _, out _));
        foreach (var (tag, _, _) in written) _cache.EndWriteBack(tag, true);
        Assert.False(_cache.TryTakeFlushed(out _));
        _cache.EndFill(prefetch, true, Data(0x1B));
        Assert.True(_cache.TryTakeFlushed(out var token) && token == 7);
        Assert.False(_cache.IsFlushing);

        // The last line to come is not held either, and what lies outside is.
        Assert.Equal(CacheLookup.Fetch, Read(0, line: 11));
        Assert.Equal(CacheLookup.Hit, Read(1, line: 20));
    }

    [Fact]
    public void Of_capacity_that_is_lost_nothing_is_kept_or_written_back()
    {
        Write(line: 7, 0x17);
        Write(line: 8, 0x18);
        Read(0, line: 9);

        _cache.Drop(8, 8);
        _cache.EndFill(0, true, Data(0x19));

        Assert.Equal(CacheLookup.Fetch, Read(1, line: 8));
        Assert.Equal(CacheLookup.Fetch, Read(2, line: 9));
        Assert.Equal(CacheLookup.Hit, Read(3, line: 7));
        Assert.False(_cache.TryTakeWriteBack(out _, out _, out _));
    }

    private static byte[] Data(byte value) => [.. Enumerable.Repeat(value, Sizes.Line)];

    private CacheLookup Read(ushort tag, ulong line) => _cache.Read(tag, line, out _);

    private void Write(ulong line, byte value) => Data(value).CopyTo(_cache.Write(line));

    // Two more lines of the same set push it out.
    private void Evict(ulong line, byte value, ulong keeps = 2)
    {
        Write(line, value);
        Write(line + keeps, 0xE0);
        Write(line + keeps + 2, 0xE1);
    }

    private (ushort Tag, ulong Hpa, byte[] Data) TakeWriteBack()
    {
        Assert.True(_cache.TryTakeWriteBack(out var tag, out var hpa, out var data));
        return (tag, hpa, data.ToArray());
    }
}
