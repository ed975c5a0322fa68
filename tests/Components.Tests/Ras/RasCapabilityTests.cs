using CxlFabricSim.Components.Ras;

namespace CxlFabricSim.Components.Tests.Ras;

public sealed class RasCapabilityTests
{
    private const int UncorrectableStatus = 0x00;
    private const int UncorrectableMask = 0x04;
    private const int UncorrectableSeverity = 0x08;
    private const int CorrectableStatus = 0x0C;
    private const int CorrectableMask = 0x10;
    private const int Control = 0x14;
    private const int HeaderLog = 0x18;

    [Fact]
    public void A_masked_error_leaves_no_trace_and_is_not_signalled()
    {
        var ras = new RasCapability();

        Assert.Equal(RasSignal.None, ras.Report(CorrectableError.MemoryDataEcc));
        Assert.Equal(RasSignal.None, ras.Report(UncorrectableError.Internal, [1, 2]));

        Assert.Equal((0u, 0u, 0u), (ras.Read32(UncorrectableStatus), ras.Read32(CorrectableStatus), ras.Read32(HeaderLog)));
    }

    [Fact]
    public void A_mask_covers_its_own_error_alone()
    {
        var ras = Unmasked();
        ras.Write32(CorrectableMask, 1 << (int)CorrectableError.PhysicalLayer);

        Assert.Equal(RasSignal.None, ras.Report(CorrectableError.PhysicalLayer));
        Assert.Equal(RasSignal.Correctable, ras.Report(CorrectableError.MemoryPoisonReceived));

        Assert.Equal(0x20u, ras.Read32(CorrectableStatus));
    }

    [Fact]
    public void Severity_decides_between_fatal_and_non_fatal()
    {
        var ras = Unmasked();
        ras.Write32(UncorrectableSeverity, ~(1u << (int)UncorrectableError.PoisonReceived));

        Assert.Equal(RasSignal.NonFatal, ras.Report(UncorrectableError.PoisonReceived, []));
        Assert.Equal(RasSignal.Fatal, ras.Report(UncorrectableError.ReceiverOverflow, []));
    }

    [Fact]
    public void Clearing_the_first_error_shows_the_next_with_its_header()
    {
        var ras = Unmasked();
        ras.Report(UncorrectableError.MemoryDataParity, [0xA, 0xB]);
        ras.Report(UncorrectableError.Internal, [0xC]);
        Assert.Equal((0x204u, 0xAu, 0xBu), (ras.Read32(Control), ras.Read32(HeaderLog), ras.Read32(HeaderLog + 4)));

        ras.Write32(UncorrectableStatus, 1 << (int)UncorrectableError.MemoryDataParity);

        Assert.Equal(1u << (int)UncorrectableError.Internal, ras.Read32(UncorrectableStatus));
        Assert.Equal((0x20Eu, 0xCu, 0u), (ras.Read32(Control), ras.Read32(HeaderLog), ras.Read32(HeaderLog + 4)));
    }

    [Fact]
    public void An_error_that_came_twice_is_cleared_twice_by_its_own_bit_and_at_once_with_others()
    {
        var ras = Unmasked();
        for (var time = 0; time < 2; time++) ras.Report(UncorrectableError.CacheDataEcc, []);

        ras.Write32(UncorrectableStatus, 1 << (int)UncorrectableError.CacheDataEcc);
        Assert.Equal(8u, ras.Read32(UncorrectableStatus));
        ras.Report(UncorrectableError.CacheDataEcc, []);
        ras.Write32(UncorrectableStatus, 0xFFFFFFFF);

        Assert.Equal((0u, 0x23Fu), (ras.Read32(UncorrectableStatus), ras.Read32(Control)));
    }

    [Fact]
    public void Clearing_a_later_error_leaves_the_first_one_shown()
    {
        var ras = Unmasked();
        ras.Report(UncorrectableError.MemoryDataEcc, [7]);
        ras.Report(UncorrectableError.Internal, [8]);

        ras.Write32(UncorrectableStatus, 1 << (int)UncorrectableError.Internal);

        Assert.Equal((0x80u, 0x207u, 7u), (ras.Read32(UncorrectableStatus), ras.Read32(Control), ras.Read32(HeaderLog)));
    }

    [Fact]
    public void Reserved_bits_control_and_header_log_cannot_be_written()
    {
        var ras = new RasCapability();

        for (var offset = 0; offset < RasCapability.Bytes; offset += 4) ras.Write32(offset, 0xFFFFFFFF);

        var registers = new byte[RasCapability.Bytes];
        ras.CopyTo(registers);
        Assert.Equal("00000000ffcf0100ffcf0100000000007f00000000020000" + new string('0', 128), Convert.ToHexStringLower(registers));
    }

    [Fact]
    public void A_header_longer_than_the_log_is_cut()
    {
        var ras = Unmasked();

        ras.Report(UncorrectableError.Internal, [.. Enumerable.Range(1, 20).Select(word => (uint)word)]);

        Assert.Equal((16u, 0u), (ras.Read32(HeaderLog + 60), ras.Read32(RasCapability.Bytes)));
    }

    [Fact]
    public void After_a_reset_everything_is_masked_and_nothing_recorded()
    {
        var ras = Unmasked();
        ras.Report(UncorrectableError.Internal, [1]);
        ras.Report(CorrectableError.CrcThreshold);

        ras.Reset();

        Assert.Equal((0u, 0u, 0x1CFFFu, 0x7Fu), (ras.Read32(UncorrectableStatus), ras.Read32(CorrectableStatus), ras.Read32(UncorrectableMask), ras.Read32(CorrectableMask)));
        Assert.Equal((0x200u, 0u), (ras.Read32(Control), ras.Read32(HeaderLog)));
    }

    private static RasCapability Unmasked()
    {
        var ras = new RasCapability();
        ras.Write32(UncorrectableMask, 0);
        ras.Write32(CorrectableMask, 0);
        return ras;
    }
}
