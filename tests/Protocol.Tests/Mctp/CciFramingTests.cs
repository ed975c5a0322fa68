using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Protocol.Tests.Mctp;

public sealed class CciFramingTests
{
    private static readonly CciMessage Request = CciMessage.Request(0x2A, Opcode.GetDcdInfo, new byte[] { 1, 2, 3 });

    [Theory]
    [InlineData(ManagementDialect.Spec, "012a00005603000002000000010203")]
    [InlineData(ManagementDialect.Jrlabs, "102a00005603000002000000010203")]
    public void An_answer_has_its_category_where_the_dialect_wants_it(ManagementDialect dialect, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(CciFraming.Encode(Request.Respond(MailboxReturnCode.InvalidInput, Request.Payload), dialect)));

    [Theory]
    [InlineData(ManagementDialect.Spec, 0x01)]
    [InlineData(ManagementDialect.Jrlabs, 0x08)]
    public void Lengths_beyond_64_KiB_stand_in_other_bits(ManagementDialect dialect, byte expected)
    {
        var bytes = CciFraming.Encode(CciMessage.Request(0, Opcode.GetLog, new byte[0x1_2345]), dialect);

        Assert.Equal((0x45, 0x23, expected), (bytes[5], bytes[6], bytes[7]));
        Assert.True(CciFraming.TryDecode(bytes, dialect, out var message));
        Assert.Equal(0x1_2345, message!.Payload.Length);
    }

    [Theory]
    [InlineData(ManagementDialect.Spec)]
    [InlineData(ManagementDialect.Jrlabs)]
    public void A_message_is_read_without_its_padding(ManagementDialect dialect)
    {
        byte[] padded = [.. CciFraming.Encode(Request.Respond(MailboxReturnCode.Busy, Request.Payload), dialect), 9, 9];

        Assert.True(CciFraming.TryDecode(padded, dialect, out var message));

        Assert.Equal((true, 0x2A, Opcode.GetDcdInfo, MailboxReturnCode.Busy), (message!.IsResponse, message.Tag, message.Opcode, message.ReturnCode));
        Assert.Equal([1, 2, 3], message.Payload.ToArray());
    }

    [Theory]
    [InlineData("000000005603000000000000" + "0102", ManagementDialect.Spec)]
    [InlineData("0000000056030000000000", ManagementDialect.Spec)]
    [InlineData("020000005600000000000000", ManagementDialect.Spec)]
    [InlineData("200000005600000000000000", ManagementDialect.Jrlabs)]
    public void What_is_no_whole_message_is_not_read(string hex, ManagementDialect dialect) =>
        Assert.False(CciFraming.TryDecode(Convert.FromHexString(hex), dialect, out _));

    [Fact]
    public void A_message_of_the_emulator_reads_back_as_written()
    {
        var request = Convert.FromHexString("1007000200000000" + "05000000");

        Assert.True(EmulatorMessage.TryDecode(request, out var message));
        var answer = message!.Respond(0, 3, new byte[] { 1, 2, (byte)'a', 0 });

        Assert.Equal((1, 7, EmulatorOpcode.ConnectDevice, 5u), (message.Version, message.Tag, message.Opcode, message.B));
        Assert.Equal("1107000203000400" + "00000000" + "01026100", Convert.ToHexStringLower(answer.Encode()));
        Assert.False(EmulatorMessage.TryDecode(answer.Encode().AsMemory()[..^1], out _));
    }
}
