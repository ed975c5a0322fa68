using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Tests.Commands;

public sealed class MediaOperationTests : IDisposable
{
    private const ulong End = 3 * CommandDevice.Part;

    private readonly CommandDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Fact]
    public void Discovery_lists_sanitize_and_zero()
    {
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.MediaOperations, "000000000000000000000900"));
        Assert.Equal("4000000000000000" + "0200" + "0200" + "01000101", _device.Output);
    }

    [Fact]
    public void Ranges_are_zeroed_to_the_line_at_the_end_and_the_media_stay_in_use()
    {
        var start = CommandDevice.InVolatile;
        for (var line = 0UL; line < 200; line++) _device.Store(start + line * Sizes.Line, 0x5A);

        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, Operate(1, (start.Value + 64, 198 * 64)));
        Assert.Equal((CompletionStatus.Success, 0x5A), _device.Load(start + 64));
        _device.Wait(4);

        Assert.Equal((0x5A, 0, 0, 0x5A), (ValueAt(0), ValueAt(1), ValueAt(198), ValueAt(199)));

        int ValueAt(ulong line) => _device.Load(start + line * Sizes.Line).Value;
    }

    [Theory]
    [InlineData(false, 0x00)]
    [InlineData(true, 0x0F)]
    public void Sanitised_ranges_hold_what_the_profile_says_on_both_sides_of_a_partition(bool asQemu, int expected)
    {
        using var device = new CommandDevice(asQemu ? DeviceProfile.Qemu11 : DeviceProfile.Cxl);
        var (before, after) = (new Dpa(CommandDevice.Part - 64), new Dpa(CommandDevice.Part));
        device.Store(before, 0x5A);
        device.Store(after, 0x5A);

        device.Execute(Opcode.MediaOperations, Request(0, (before.Value, 128)));
        device.Wait(4);

        Assert.Equal((expected, expected, 0), (device.Load(before).Value, device.Load(after).Value, device.Load(after + 64).Value));
    }

    [Theory]
    [InlineData(0UL, 64UL, MailboxReturnCode.BackgroundCommandStarted)]
    [InlineData(32UL, 64UL, MailboxReturnCode.InvalidInput)]
    [InlineData(0UL, 63UL, MailboxReturnCode.InvalidInput)]
    [InlineData(0UL, 0UL, MailboxReturnCode.InvalidInput)]
    [InlineData(2 * CommandDevice.Part - 64, 64UL, MailboxReturnCode.BackgroundCommandStarted)]
    [InlineData(2 * CommandDevice.Part - 64, 128UL, MailboxReturnCode.InvalidInput)]
    [InlineData(End, 64UL, MailboxReturnCode.InvalidInput)]
    [InlineData(ulong.MaxValue - 63, 128UL, MailboxReturnCode.InvalidInput)]
    public void A_range_is_of_whole_lines_that_the_host_owns(ulong start, ulong length, MailboxReturnCode expected) =>
        Assert.Equal(expected, Operate(1, (start, length)));

    [Fact]
    public void Dynamic_capacity_can_be_zeroed_where_it_is_accepted_and_only_while_it_is()
    {
        var extent = _device.Device.Extent(0, 1);
        _device.Device.Give(0, extent);
        _device.Store(CommandDevice.InDynamic, 0x5A);
        Assert.Equal(MailboxReturnCode.InvalidInput, Operate(1, (extent.End.Value - 64, 128)));
        Assert.Equal(MailboxReturnCode.BackgroundCommandStarted, Operate(1, (CommandDevice.InDynamic.Value, 64)));

        _device.Wait(4);

        Assert.Equal((CompletionStatus.Success, 0), _device.Load(CommandDevice.InDynamic));
    }

    [Fact]
    public void Checks_come_in_order()
    {
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, _device.Execute(Opcode.MediaOperations, "02000000000000"));
        Assert.Equal(MailboxReturnCode.Unsupported, _device.Execute(Opcode.MediaOperations, "0200000000000000"));
        Assert.Equal(MailboxReturnCode.Unsupported, _device.Execute(Opcode.MediaOperations, "0102000001000000"));
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, _device.Execute(Opcode.MediaOperations, "0000000001000000"));
        Assert.Equal(MailboxReturnCode.InvalidInput, _device.Execute(Opcode.MediaOperations, "000000000100000000000000"));
        Assert.Equal(MailboxReturnCode.InvalidInput, _device.Execute(Opcode.MediaOperations, "000000000000000002000100"));
        Assert.Equal(MailboxReturnCode.Success, _device.Execute(Opcode.MediaOperations, "0100000000000000"));
        Assert.Equal(MailboxReturnCode.InvalidPayloadLength, _device.Execute(Opcode.MediaOperations, "01000000ffffffff" + new string('0', 64)));
    }

    private MailboxReturnCode Operate(byte subclass, params (ulong Start, ulong Length)[] ranges) =>
        _device.Execute(Opcode.MediaOperations, Request(subclass, ranges));

    private static string Request(byte subclass, params (ulong Start, ulong Length)[] ranges) =>
        $"01{subclass:x2}0000" + Hex((uint)ranges.Length)
        + string.Concat(ranges.Select(range => Hex(range.Start) + Hex(range.Length)));

    private static string Hex(uint value) => Convert.ToHexStringLower(BitConverter.GetBytes(value));

    private static string Hex(ulong value) => Convert.ToHexStringLower(BitConverter.GetBytes(value));
}
