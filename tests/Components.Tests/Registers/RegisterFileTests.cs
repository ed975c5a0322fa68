using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Components.Tests.Registers;

public sealed class RegisterFileTests
{
    private readonly RegisterFile _file = new RegisterFile(32)
        .Add(new RegisterField(4, 4, 0x1234_5678, Writable: 0x00FF_FF00))
        .Add(new RegisterField(8, 2, 0x00F0, ClearedByOne: 0x00F0))
        .Add(new RegisterField(10, 2, 0xABCD))
        .Attach(16, new CountingBlock());

    [Theory]
    [InlineData(4, 1, 0x78)]
    [InlineData(5, 2, 0x3456)]
    [InlineData(6, 4, 0x00F0_1234)]
    [InlineData(4, 8, 0xABCD_00F0_1234_5678)]
    [InlineData(1, 3, 0)]
    public void Bytes_words_and_dwords_are_read_at_any_offset_little_endian(int offset, int size, ulong expected) =>
        Assert.Equal(expected, _file.Read(offset, size));

    [Fact]
    public void A_write_changes_what_is_writable_and_leaves_the_rest()
    {
        _file.Write(4, 4, 0xFFFF_FFFF);

        Assert.Equal(0x12FF_FF78ul, _file.Read(4, 4));
    }

    [Fact]
    public void A_byte_written_leaves_the_bytes_beside_it()
    {
        _file.Write(5, 1, 0xEE);

        Assert.Equal(0x1234_EE78ul, _file.Read(4, 4));
    }

    [Fact]
    public void A_written_one_clears_its_status_bit_and_a_zero_does_not()
    {
        _file.Write(8, 1, 0x30);

        Assert.Equal(0xC0ul, _file.Read(8, 1));
    }

    [Fact]
    public void A_write_of_the_bytes_beside_a_status_register_clears_nothing()
    {
        _file.Write(9, 3, 0xFF_FFFF);

        Assert.Equal(0xABCD_00F0ul, _file.Read(8, 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(28)]
    [InlineData(32)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_place_without_a_register_reads_zero_and_ignores_writes(int offset)
    {
        _file.Write(offset, 1, 0xFF);

        Assert.Equal(0ul, _file.Read(offset, 1));
    }

    [Fact]
    public void An_access_across_a_field_and_a_block_reaches_both()
    {
        _file.Write(14, 4, 0x2211_FFFF);

        Assert.Equal(0x2211_0000ul, _file.Read(14, 4));
    }

    [Fact]
    public void A_block_is_told_which_bytes_are_written()
    {
        var block = new CountingBlock();
        var file = new RegisterFile(12).Attach(4, block);

        file.Write(5, 2, 0xBBAA);

        Assert.Equal((0x00BB_AA00u, 0x00FF_FF00u, 1), (block.Value, block.Written, block.Writes));
    }

    [Fact]
    public void Blocks_that_overlap_or_leave_the_space_are_our_mistake()
    {
        Assert.Throws<ArgumentException>(() => _file.Attach(20, new CountingBlock()));
        Assert.Throws<ArgumentException>(() => _file.Attach(28, new CountingBlock()));
        Assert.Throws<ArgumentException>(() => _file.Attach(2, new CountingBlock()));
        Assert.Throws<ArgumentException>(() => _file.Add(new RegisterField(30, 4, 0)));
    }

    [Fact]
    public void A_lock_keeps_what_stands_in_its_range_and_itself()
    {
        var file = new RegisterFile(16).Add(0, [new(0, 4, 5, 0xFF), new(4, 4, 0, 1), new(8, 4, 7, 0xFF)]).LockWith(0, 8, 4);
        file.Write(0, 4, 6);

        file.Write(4, 4, 1);
        file.Write(0, 4, 0);
        file.Write(4, 4, 0);
        file.Write(8, 4, 0);

        Assert.Equal((6ul, 1ul, 0ul), (file.Read(0, 4), file.Read(4, 4), file.Read(8, 4)));
    }

    private sealed class CountingBlock : IRegisterBlock
    {
        public int Length => 8;

        public uint Value { get; private set; }

        public uint Written { get; private set; }

        public int Writes { get; private set; }

        public uint Read(int offset) => offset == 0 ? Value : 0;

        public void Write(int offset, uint value, uint written)
        {
            Writes++;
            Written = written;
            Value = value;
        }
    }
}
