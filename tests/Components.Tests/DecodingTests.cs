using CxlFabricSim.Components.Decoding;

namespace CxlFabricSim.Components.Tests;

public sealed class DecodingTests
{
    private const ulong MiB256 = 256UL << 20;
    private const ulong Base = 0x1_1000_0000;
    private const uint Committed = 1 << 10;
    private const uint CommitError = 1 << 11;
    private const int FirstControl = 0x20;

    [Fact]
    public void A_decoder_claims_its_first_and_last_byte_and_nothing_beside_them()
    {
        var endpoint = Endpoint();
        endpoint.ProgramEndpoint(0, Base, MiB256, 256, 1, dpaSkip: 0);

        Assert.False(endpoint.TryTranslate(Base - 1, out _));
        Assert.True(endpoint.TryTranslate(Base, out var first));
        Assert.True(endpoint.TryTranslate(Base + MiB256 - 1, out var last));
        Assert.False(endpoint.TryTranslate(Base + MiB256, out _));
        Assert.Equal((0UL, MiB256 - 1), (first, last));
    }

    [Fact]
    public void Without_a_committed_decoder_nothing_is_claimed_not_even_address_zero()
    {
        Assert.False(Endpoint().TryTranslate(0, out _));
        Assert.False(Ports().TryRoute(0, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(12)]
    public void Every_dpa_of_an_interleaved_device_is_reached_from_exactly_the_granules_dealt_to_it(int ways)
    {
        const int Granularity = 512;
        var endpoint = Endpoint();
        Assert.True(endpoint.ProgramEndpoint(0, Base, MiB256 * (ulong)ways, Granularity, ways, dpaSkip: 0));

        // Granule n of the range is granule n / ways of the device that it goes to.
        foreach (var granule in new ulong[] { 0, 1, 2, 11, 12, 13, 1000, MiB256 / Granularity * (ulong)ways - 1 })
        {
            foreach (var inside in new ulong[] { 0, 8, Granularity - 1 })
            {
                Assert.True(endpoint.TryTranslate(Base + granule * Granularity + inside, out var dpa));
                Assert.Equal(granule / (ulong)ways * Granularity + inside, dpa);
            }
        }

        Assert.False(endpoint.TryTranslate(Base + MiB256 * (ulong)ways, out _));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void The_second_decoder_starts_behind_the_first_ones_share_and_its_own_skip(int ways)
    {
        var endpoint = Endpoint();
        endpoint.ProgramEndpoint(0, Base, 3 * MiB256, 256, ways, dpaSkip: MiB256);
        endpoint.ProgramEndpoint(1, Base + 3 * MiB256, MiB256, 256, 1, dpaSkip: 2 * MiB256);

        Assert.True(endpoint.TryTranslate(Base, out var first));
        Assert.True(endpoint.TryTranslate(Base + 3 * MiB256 + 5, out var second));
        Assert.Equal(MiB256, first);
        Assert.Equal(MiB256 + 3 * MiB256 / (ulong)ways + 2 * MiB256 + 5, second);
    }

    [Fact]
    public void A_device_stops_at_the_first_decoder_that_is_not_committed_a_bridge_does_not()
    {
        var endpoint = new HdmDecoderBlock(HdmDecoderRole.Endpoint, checksCommits: false);
        endpoint.ProgramEndpoint(1, Base, MiB256, 256, 1, dpaSkip: 0);
        var bridge = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: false);
        bridge.Program(1, Base, MiB256, 256, 1, [7]);

        Assert.False(endpoint.TryTranslate(Base, out _));
        Assert.True(bridge.TryRoute(Base, out var port));
        Assert.Equal(7, port);
    }

    [Fact]
    public void A_bridge_chooses_the_way_by_the_absolute_address()
    {
        var bridge = Ports();
        bridge.Program(0, Base, 4 * MiB256, 1024, 4, [9, 8, 255, 0]);

        int[] ports = [.. Enumerable.Range(0, 5).Select(granule => PortOf(bridge, Base + (ulong)granule * 1024))];
        Assert.Equal([9, 8, 255, 0, 9], ports);
        Assert.Equal(9, PortOf(bridge, Base + 1023));
    }

    [Fact]
    public void The_first_matching_decoder_of_a_bridge_wins()
    {
        var bridge = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: false);
        bridge.Program(0, Base + MiB256, MiB256, 256, 1, [1]);
        bridge.Program(1, Base, 2 * MiB256, 256, 1, [2]);

        Assert.Equal(2, PortOf(bridge, Base));
        Assert.Equal(1, PortOf(bridge, Base + MiB256));
    }

    [Fact]
    public void Taking_a_commit_back_ends_the_decode()
    {
        var endpoint = Endpoint();
        endpoint.ProgramEndpoint(0, Base, MiB256, 256, 1, dpaSkip: 0);

        endpoint.Write32(FirstControl, 0);

        Assert.Equal(0u, endpoint.ReadControl(0));
        Assert.False(endpoint.TryTranslate(Base, out _));
    }

    [Theory]
    [InlineData(Base, MiB256, false)]
    [InlineData(Base - MiB256, MiB256, false)]
    [InlineData(Base + MiB256, MiB256, true)]
    public void A_checked_commit_wants_ascending_ranges_that_do_not_overlap(ulong second, ulong size, bool commits)
    {
        var endpoint = Endpoint();
        endpoint.ProgramEndpoint(0, Base, MiB256, 256, 1, dpaSkip: 0);

        Assert.Equal(commits, endpoint.ProgramEndpoint(1, second, size, 256, 1, dpaSkip: 0));
        Assert.Equal(commits ? Committed : CommitError, endpoint.ReadControl(1) & (Committed | CommitError));
    }

    [Fact]
    public void A_checked_commit_wants_the_decoder_before_it_committed()
    {
        Assert.False(Endpoint().ProgramEndpoint(1, Base, MiB256, 256, 1, dpaSkip: 0));
    }

    [Theory]
    [InlineData(0x250u, true, HdmDecoderRole.Endpoint)] // 5 is a reserved code of ways
    [InlineData(0x2B0u, true, HdmDecoderRole.Endpoint)] // so is 11
    [InlineData(0x207u, true, HdmDecoderRole.Endpoint)] // 32 KiB granularity does not exist
    [InlineData(0x206u, false, HdmDecoderRole.Endpoint)]
    [InlineData(0x280u, true, HdmDecoderRole.TargetList)] // 3 ways: only a window or a device
    [InlineData(0x240u, true, HdmDecoderRole.TargetList)] // 16 ways: more than a target list holds
    [InlineData(0x200u, false, HdmDecoderRole.TargetList)]
    public void A_checked_commit_refuses_ways_and_granularities_that_the_component_does_not_have(uint control, bool isError, HdmDecoderRole role)
    {
        var block = new HdmDecoderBlock(role, checksCommits: true);
        block.Write32(0x1C, 0x3);

        block.Write32(FirstControl, control);

        Assert.Equal(isError, (block.ReadControl(0) & CommitError) != 0);
        Assert.Equal(!isError, (block.ReadControl(0) & Committed) != 0);
    }

    [Fact]
    public void An_unchecked_commit_of_a_reserved_code_succeeds_and_decodes_nothing()
    {
        var endpoint = new HdmDecoderBlock(HdmDecoderRole.Endpoint, checksCommits: false);
        endpoint.ProgramEndpoint(0, Base, MiB256, 256, 1, dpaSkip: 0);

        endpoint.Write32(FirstControl, 0x250);

        Assert.Equal(0x650u, endpoint.ReadControl(0));
        Assert.False(endpoint.TryTranslate(Base, out _));
    }

    [Fact]
    public void A_size_that_the_ways_do_not_divide_is_refused()
    {
        Assert.False(Endpoint().ProgramEndpoint(0, Base, MiB256, 256, 2, dpaSkip: 0));
        Assert.True(Endpoint().ProgramEndpoint(0, Base, 2 * MiB256, 256, 2, dpaSkip: 0));
    }

    [Fact]
    public void A_range_beyond_the_last_address_is_refused()
    {
        Assert.True(Endpoint().ProgramEndpoint(0, ulong.MaxValue - 2 * MiB256 + 1, MiB256, 256, 1, dpaSkip: 0));
        Assert.False(Endpoint().ProgramEndpoint(0, ulong.MaxValue - MiB256 + 1, 2 * MiB256, 256, 1, dpaSkip: 0));
    }

    [Fact]
    public void What_is_committed_and_checked_keeps_its_registers_until_the_commit_is_taken_back()
    {
        var endpoint = Endpoint();
        endpoint.ProgramEndpoint(0, Base, MiB256, 256, 1, dpaSkip: 0);

        endpoint.Write32(0x10, 0xE000_0000);
        Assert.Equal(0x1000_0000u, endpoint.Read32(0x10));

        endpoint.Write32(FirstControl, 0);
        endpoint.Write32(0x10, 0xE000_0000);
        Assert.Equal(0xE000_0000u, endpoint.Read32(0x10));
    }

    [Fact]
    public void A_locked_decoder_cannot_be_taken_back()
    {
        var endpoint = Endpoint();
        endpoint.Write32(0x1C, 1);
        endpoint.Write32(FirstControl, 0x300);

        endpoint.Write32(FirstControl, 0);

        Assert.Equal(0x700u, endpoint.ReadControl(0));
    }

    [Fact]
    public void Poison_on_decode_error_is_bit_0_of_the_global_control_register()
    {
        var endpoint = Endpoint();
        Assert.False(endpoint.PoisonsOnDecodeError);

        endpoint.Write32(0x04, 1);

        Assert.True(endpoint.PoisonsOnDecodeError);
        Assert.Equal(3u, endpoint.Enable());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Registers_behind_the_last_decoder_read_zero_and_take_no_write(int decoders)
    {
        var block = new HdmDecoderBlock(HdmDecoderRole.Endpoint, checksCommits: false, decoders);
        var behind = 0x10 + decoders * 0x20;

        block.Write32(behind + 4, uint.MaxValue);
        block.Write32(behind - 0x1C, uint.MaxValue);

        Assert.Equal(0u, block.Read32(behind + 4));
        Assert.Equal(uint.MaxValue, block.Read32(behind - 0x1C));
        Assert.Equal(0u, block.Read32(0x08));
    }

    [Fact]
    public void Decoders_come_in_the_numbers_that_the_capability_can_say()
    {
        Assert.Equal(5u, new HdmDecoderBlock(HdmDecoderRole.Endpoint, true, 10).Read32(0) & 0xF);
        Assert.Throws<ArgumentOutOfRangeException>(() => new HdmDecoderBlock(HdmDecoderRole.Endpoint, true, 3));
    }

    private static HdmDecoderBlock Endpoint() => new(HdmDecoderRole.Endpoint, checksCommits: true);

    private static HdmDecoderBlock Ports() => new(HdmDecoderRole.TargetList, checksCommits: true);

    private static int PortOf(HdmDecoderBlock block, ulong hpa)
    {
        Assert.True(block.TryRoute(hpa, out var port));
        return port;
    }
}
