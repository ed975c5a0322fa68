using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Protocol.Tests.Mctp;

public sealed class MctpPacketTests
{
    [Fact]
    public void A_header_has_the_bytes_of_the_specification()
    {
        var bytes = new byte[MctpHeader.Bytes];

        new MctpHeader(1, 0x1D, 0x08, IsStart: true, IsEnd: false, Sequence: 2, IsTagOwner: true, Tag: 5).Write(bytes);

        Assert.Equal("011d08ad", Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [InlineData("01000008", 1, 0, 0, false, false, 0, true, 0)]
    [InlineData("f1ff08c7", 1, 0xFF, 8, true, true, 0, false, 7)]
    [InlineData("0200097b", 2, 0, 9, false, true, 3, true, 3)]
    public void A_header_reads_field_by_field(
        string hex, int version, int destination, int source, bool isStart, bool isEnd, int sequence, bool isTagOwner, int tag)
    {
        var header = MctpHeader.Read(Convert.FromHexString(hex));

        Assert.Equal(new MctpHeader((byte)version, (byte)destination, (byte)source, isStart, isEnd, (byte)sequence, isTagOwner, (byte)tag), header);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(128, 2)]
    [InlineData(129, 3)]
    [InlineData(400, 7)]
    public void A_message_takes_as_many_whole_packets_as_it_needs(int length, int packets)
    {
        var message = new byte[length];
        for (var i = 0; i < length; i++) message[i] = (byte)(i + 1);

        var cut = MctpPacket.Cut(message, 3, 4, isTagOwner: false, 6);

        Assert.Equal(packets, cut.Length);
        Assert.All(cut, packet => Assert.Equal(68, packet.Length));
        var headers = cut.Select(packet => MctpHeader.Read(packet)).ToList();
        Assert.Equal(Enumerable.Range(0, packets).Select(index => (byte)(index % 4)), headers.Select(header => header.Sequence));
        Assert.True(headers[0].IsStart && headers[^1].IsEnd);
        Assert.Equal(1, headers.Count(header => header.IsStart));
        Assert.Equal(1, headers.Count(header => header.IsEnd));
        var payload = cut.SelectMany(packet => packet[4..]).ToArray();
        Assert.Equal(message, payload[..length]);
        Assert.All(payload[length..], value => Assert.Equal(0, value));
    }
}
