using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Components.Tests.Registers;

public sealed class MsixTableTests
{
    private const int PendingOffset = 0x800;
    private readonly MsixTable _table = new(0x1000, 8, PendingOffset);

    [Fact]
    public void A_masked_vector_stays_pending_until_it_is_unmasked()
    {
        _table.Raise(2);
        Assert.False(_table.TryTake(out _, out _));
        Assert.Equal(4ul, _table.Registers.Read(PendingOffset, 8));

        _table.Registers.Write(2 * 16 + 12, 4, 0);

        Assert.True(_table.TryTake(out _, out _));
        Assert.Equal(0ul, _table.Registers.Read(PendingOffset, 8));
        Assert.False(_table.TryTake(out _, out _));
    }

    [Fact]
    public void An_unmasked_vector_sends_what_the_host_wrote()
    {
        _table.Registers.Write(7 * 16, 8, 0xFEE0_1007);
        _table.Registers.Write(7 * 16 + 8, 4, 0x31);
        _table.Registers.Write(7 * 16 + 12, 4, 0);

        _table.Raise(7);

        Assert.True(_table.TryTake(out var address, out var data));
        Assert.Equal((0xFEE0_1004ul, 0x31u), (address, data));
    }

    [Fact]
    public void Pending_bits_are_the_devices()
    {
        _table.Registers.Write(PendingOffset, 8, ulong.MaxValue);

        Assert.Equal(0ul, _table.Registers.Read(PendingOffset, 8));
    }

    [Fact]
    public void A_vector_that_is_not_there_is_our_mistake()
    {
        _table.Raise(7);
        Assert.Throws<ArgumentOutOfRangeException>(() => _table.Raise(8));
        Assert.Throws<ArgumentOutOfRangeException>(() => _table.Raise(-1));
    }
}
