using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Components.Tests.Registers;

public sealed class MsixTableTests
{
    private const int PendingOffset = 0x800;
    private readonly MsixTable _table = new(0x1000, 8, PendingOffset);

    [Fact]
    public void A_masked_vector_stays_pending_until_it_is_unmasked()
    {
        Assert.False(_table.TryRaise(2, out _, out _));
        Assert.Equal(4ul, _table.Registers.Read(PendingOffset, 8));
        Assert.Equal(-1, _table.TakeUnmasked());

        _table.Registers.Write(2 * 16 + 12, 4, 0);

        Assert.Equal(2, _table.TakeUnmasked());
        Assert.Equal(0ul, _table.Registers.Read(PendingOffset, 8));
    }

    [Fact]
    public void An_unmasked_vector_sends_what_the_host_wrote()
    {
        _table.Registers.Write(7 * 16, 8, 0xFEE0_1007);
        _table.Registers.Write(7 * 16 + 8, 4, 0x31);
        _table.Registers.Write(7 * 16 + 12, 4, 0);

        Assert.True(_table.TryRaise(7, out var address, out var data));
        Assert.Equal((0xFEE0_1004ul, 0x31u), (address, data));
    }

    [Fact]
    public void Pending_bits_are_the_devices()
    {
        _table.Registers.Write(PendingOffset, 8, ulong.MaxValue);

        Assert.Equal(0ul, _table.Registers.Read(PendingOffset, 8));
    }
}
