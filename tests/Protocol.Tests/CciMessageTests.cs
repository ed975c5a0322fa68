namespace CxlFabricSim.Protocol.Tests;

public sealed class CciMessageTests
{
    [Fact]
    public void A_request_has_the_bytes_of_the_specification()
    {
        var request = CciMessage.Request(0x2A, Opcode.GetDynamicCapacityExtentList, Convert.FromHexString("3200000000000000"));

        Assert.Equal("002a00" + "0148" + "080000" + "0000" + "0000" + "3200000000000000", Convert.ToHexStringLower(request.Encode()));
    }

    [Fact]
    public void A_response_keeps_tag_and_opcode_and_carries_its_code()
    {
        var request = CciMessage.Request(0x2A, Opcode.AddDynamicCapacityResponse, new byte[8]);

        var response = request.Respond(MailboxReturnCode.InvalidExtentList, default);

        Assert.Equal("012a00" + "0248" + "000000" + "1e00" + "0000", Convert.ToHexStringLower(response.Encode()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_536)]
    [InlineData((1 << 21) - 1)]
    public void A_message_reads_back_as_it_was_written(int length)
    {
        var payload = new byte[length];
        for (var i = 0; i < length; i++) payload[i] = (byte)(i * 7 + 1);
        var message = CciMessage.Request(200, Opcode.GetEventRecords, payload).Respond(MailboxReturnCode.RetryRequired, payload);

        Assert.True(CciMessage.TryDecode(message.Encode(), out var decoded));

        Assert.True(decoded!.IsResponse);
        Assert.Equal((200, Opcode.GetEventRecords, MailboxReturnCode.RetryRequired), (decoded.Tag, decoded.Opcode, decoded.ReturnCode));
        Assert.True(decoded.Payload.Span.SequenceEqual(payload));
    }

    [Fact]
    public void A_payload_longer_than_its_length_field_is_a_bug()
    {
        var message = CciMessage.Request(0, Opcode.GetTimestamp, new byte[1 << 21]);

        Assert.Throws<InvalidOperationException>(() => message.Encode());
    }

    [Fact]
    public void Bytes_that_are_not_one_whole_message_are_refused()
    {
        var bytes = CciMessage.Request(1, Opcode.SetTimestamp, new byte[8]).Encode();

        Assert.False(CciMessage.TryDecode(Array.Empty<byte>(), out _));
        Assert.False(CciMessage.TryDecode(bytes.AsMemory(0, CciMessage.HeaderBytes - 1), out _));
        Assert.False(CciMessage.TryDecode(bytes.AsMemory(0, bytes.Length - 1), out _));
        Assert.False(CciMessage.TryDecode((byte[])[.. bytes, 0], out _));
        bytes[0] = 2;
        Assert.False(CciMessage.TryDecode(bytes, out var message));
        Assert.Null(message);
    }
}
