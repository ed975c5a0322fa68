namespace CxlFabricSim.Protocol.Tests;

/// <summary>Link efficiencies by the arithmetic of slots and flits, as published or derived from published rates.</summary>
public sealed class FlitFormatTests
{
    // PCIe 5.0 and 6.0, 16 lanes: 32 GT/s with 128b/130b encoding, 64 GT/s without.
    private const double Gen5 = 63.015;
    private const double Gen6 = 128;

    private const double Line = 64;

    [Fact]
    public void Reads_and_writes_in_68_byte_flits_reach_three_quarters_of_the_raw_rate()
    {
        var bytes = FlitFormat.Bytes68.ClassBytes;

        Assert.InRange(Gen5 * Line / bytes[(int)MessageClass.DataResponse], 47.4 * 0.99, 47.4 * 1.01);
        Assert.InRange(Gen5 * Line / bytes[(int)MessageClass.RequestWithData], 47.4 * 0.99, 47.4 * 1.01);
    }

    [Fact]
    public void Three_headers_a_slot_make_reads_in_68_byte_flits_faster()
    {
        var packed = FlitFormat.Bytes68 with { DataResponsesPerSlot = 3 };

        Assert.InRange(Gen5 * Line / packed.ClassBytes[(int)MessageClass.DataResponse], 54.7 * 0.99, 54.7 * 1.01);
    }

    [Fact]
    public void Reads_in_256_byte_flits_have_their_headers_for_nothing_and_writes_have_not()
    {
        var bytes = FlitFormat.Bytes256.ClassBytes;

        Assert.InRange(Gen6 * Line / bytes[(int)MessageClass.DataResponse], 112 * 0.99, 112 * 1.01);
        Assert.InRange(Gen6 * Line / bytes[(int)MessageClass.RequestWithData], 96 * 0.99, 96 * 1.01);
    }

    [Fact]
    public void Four_requests_eight_completions_or_four_slots_of_data_fill_a_68_byte_flit()
    {
        var bytes = FlitFormat.Bytes68.ClassBytes;

        Assert.Equal(68, 4 * bytes[(int)MessageClass.Request]);
        Assert.Equal(68, 8 * bytes[(int)MessageClass.NoDataResponse]);
        Assert.Equal(68 + bytes[(int)MessageClass.Request], bytes[(int)MessageClass.RequestWithData]);
    }
}
