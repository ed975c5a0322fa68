using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Tests.Management.Mctp;

public sealed class MctpEndpointTests
{
    // Opcode 0001h with tag 7 and without a payload.
    private const string Identify = "00 07 00 0100 000000 0000 0000";

    [Theory]
    [InlineData(ManagementDialect.Spec, "07", "01 0b 08 c0" + "07" + "01 07 00 0100 020000 0000 0000 abcd")]
    [InlineData(ManagementDialect.Spec, "08", "01 0b 08 c0" + "08" + "01 07 00 0100 020000 0000 0000 abcd")]
    [InlineData(ManagementDialect.Jrlabs, "07", "01 0b 08 c0" + "07" + "10 07 00 0100 020000 0000 0000 abcd")]
    public void An_answer_is_of_the_type_of_its_request_and_copies_its_tags(ManagementDialect dialect, string type, string expected)
    {
        var client = new TestClient(dialect) { Component = command => command.Respond(MailboxReturnCode.Success, new byte[] { 0xAB, 0xCD }) };

        var answer = client.Send(TestClient.Packet($"01000bc8 {type} {Identify}"));

        Assert.Equal(Bare(expected), Assert.Single(answer));
    }

    [Fact]
    public void A_request_to_an_endpoint_id_is_answered_from_that_id_with_its_tag()
    {
        var client = new TestClient(ManagementDialect.Spec);

        var answer = client.Send(TestClient.Packet($"01 1d 0b cd 08 {Identify}"));

        Assert.Equal(Bare("010b1dc5 08 01 07 00 01"), Assert.Single(answer));
    }

    [Theory]
    [InlineData("02 00 00 c8 07")]
    [InlineData("00 00 00 c8 07")]
    [InlineData("01 00 00 c0 07")]
    [InlineData("01 00 00 48 07")]
    [InlineData("01 00 00 c8 87")]
    [InlineData("01 00 00 c8 05")]
    public void What_is_no_request_that_can_be_answered_is_dropped(string start)
    {
        var client = new TestClient(ManagementDialect.Spec);

        Assert.Empty(client.Send(TestClient.Packet($"{start} {Identify}")));
        Assert.Single(client.Send(TestClient.Packet($"01 00 00 c8 07 {Identify}")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(67)]
    [InlineData(69)]
    [InlineData(1000)]
    public void The_stream_may_be_cut_anywhere(int piece)
    {
        var client = new TestClient(ManagementDialect.Spec);
        var stream = Enumerable.Range(1, 5).SelectMany(length =>
            TestClient.Request(MctpMessageType.FabricManager, CciMessage.Request((byte)length, Opcode.GetDcdInfo, new byte[50 * length]).Encode())).ToArray();
        var answers = new List<string>();

        foreach (var part in stream.Chunk(piece)) answers.AddRange(client.Send(part));

        Assert.Equal([1, 2, 3, 4, 5], client.Commands.Select(command => (int)command.Tag));
        Assert.Equal([50, 100, 150, 200, 250], client.Commands.Select(command => command.Payload.Length));
        Assert.Equal(5, answers.Count);
    }

    [Theory]
    [InlineData(ManagementDialect.Spec, 51, true)]
    [InlineData(ManagementDialect.Jrlabs, 51, true)]
    [InlineData(ManagementDialect.Jrlabs, 52, true)]
    [InlineData(ManagementDialect.Jrlabs, 53, false)]
    public void A_request_may_lack_its_last_byte_and_no_more(ManagementDialect dialect, int payload, bool isTaken)
    {
        // The first packet holds the type, 12 bytes of header and 51 of payload.
        var client = new TestClient(dialect);
        var message = CciFraming.Encode(CciMessage.Request(9, Opcode.SetLdAllocations, Enumerable.Repeat((byte)0xEE, payload).ToArray()), dialect);

        var answer = client.Send(TestClient.Request(MctpMessageType.FabricManager, message[..Math.Min(message.Length, 63)]));

        Assert.Equal(isTaken ? 1 : 0, client.Commands.Count);
        var code = isTaken ? "0000" : "1600";
        Assert.StartsWith(Bare($"0100 08c0 07 {(dialect == ManagementDialect.Spec ? "01" : "10")} 0900 0254 000000 {code}"), Assert.Single(answer).PadRight(64, '0'), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_longer_than_any_request_is_refused_and_not_kept()
    {
        var client = new TestClient(ManagementDialect.Spec);

        var longest = client.Send(TestClient.Request(MctpMessageType.FabricManager, CciMessage.Request(1, Opcode.SendLdIoMemory, new byte[8192 - 13]).Encode()));
        var longer = client.Send(TestClient.Request(MctpMessageType.FabricManager, CciMessage.Request(2, Opcode.SendLdIoMemory, new byte[8192 - 12]).Encode()));

        Assert.Equal(Bare("010008c0 07 01 01 00 0253"), Assert.Single(longest));
        Assert.Equal(Bare("010008c0 07 01 02 00 0253 000000 16"), Assert.Single(longer));
        Assert.Single(client.Commands);
    }

    [Fact]
    public void Messages_of_several_tags_may_be_mixed_and_a_first_packet_starts_its_message_anew()
    {
        var client = new TestClient(ManagementDialect.Spec);
        var first = MctpPacket.Cut([7, .. CciMessage.Request(1, Opcode.GetDcdInfo, new byte[60]).Encode()], 0, 0, isTagOwner: true, 1);
        var second = MctpPacket.Cut([7, .. CciMessage.Request(2, Opcode.GetDcdInfo, new byte[60]).Encode()], 0, 0, isTagOwner: true, 2);

        var answers = client.Send([.. first[0], .. second[0], .. second[0], .. first[1], .. second[1], .. second[1]]);

        Assert.Equal(2, answers.Count);
        Assert.Equal([1, 2], client.Commands.Select(command => (int)command.Tag));
    }

    [Fact]
    public void A_packet_out_of_sequence_ends_its_message()
    {
        var client = new TestClient(ManagementDialect.Spec);
        var packets = MctpPacket.Cut([7, .. CciMessage.Request(1, Opcode.GetDcdInfo, new byte[150]).Encode()], 0, 0, isTagOwner: true, 0);

        Assert.Empty(client.Send([.. packets[0], .. packets[2]]));
        Assert.Empty(client.Send(packets[1]));
        Assert.Single(client.Send([.. packets[0], .. packets[1], .. packets[2]]));
    }

    [Fact]
    public void Long_answers_number_their_packets()
    {
        var client = new TestClient(ManagementDialect.Spec) { Component = command => command.Respond(MailboxReturnCode.Success, Enumerable.Repeat((byte)1, 300).ToArray()) };

        var answer = client.Send(TestClient.Packet($"01 00 00 cb 07 {Identify}"));

        Assert.Equal(["83", "13", "23", "33", "43"], answer.Select(packet => packet[6..8]));
    }

    [Theory]
    [InlineData("00 07 00 00c0 000000 0000 0000", "0300")]
    [InlineData("01 07 00 0100 000000 0000 0000", "0200")]
    public void Commands_of_the_simulator_itself_and_answers_to_nothing_do_not_reach_the_component(string command, string code)
    {
        var client = new TestClient(ManagementDialect.Spec);

        var answer = client.Send(TestClient.Packet($"01 00 00 c8 07 {command}"));

        Assert.Empty(client.Commands);
        Assert.Equal(Bare($"01 0700 {Bare(command)[6..10]} 000000 {code}"), Assert.Single(answer).PadRight(80, '0')[10..30]);
    }

    [Fact]
    public void A_tunnel_is_worded_in_the_dialect_on_both_sides_through_every_level()
    {
        // Port 3, in it LD 2 of the device there, in it 5400h; every message inside starts with its type.
        var inner = CciFraming.Encode(CciMessage.Request(5, Opcode.GetLdInfo, default), ManagementDialect.Jrlabs);
        byte[] middle = [8, .. CciFraming.Encode(CciMessage.Request(6, Opcode.TunnelManagement, new byte[] { 2, 0, 13, 0, 8 }.Concat(inner).ToArray()), ManagementDialect.Jrlabs)];
        var outer = CciMessage.Request(7, Opcode.TunnelManagement, new byte[] { 3, 0, (byte)middle.Length, 0 }.Concat(middle).ToArray());
        var client = new TestClient(ManagementDialect.Jrlabs)
        {
            Component = _ =>
            {
                var answer = CciMessage.Request(5, Opcode.GetLdInfo, default).Respond(MailboxReturnCode.Success, new byte[] { 0xAA });
                var tunnelled = CciMessage.Request(6, Opcode.TunnelManagement, default).Respond(MailboxReturnCode.Success, new byte[] { 13, 0, 0, 0 }.Concat(answer.Encode()).ToArray());
                return outer.Respond(MailboxReturnCode.Success, new byte[] { (byte)tunnelled.Encode().Length, 0, 0, 0 }.Concat(tunnelled.Encode()).ToArray());
            },
        };

        var packet = client.Send(TestClient.Request(MctpMessageType.FabricManager, CciFraming.Encode(outer, ManagementDialect.Jrlabs)));

        // Above the target's type, how many type bytes the answer will have on top.
        Assert.Equal(
            Bare("03 20 1c00" + "00 06 00 0053 100000 0000 0000" + "02 10 0c00" + "00 05 00 0054 000000 0000 0000"),
            Convert.ToHexStringLower(Assert.Single(client.Commands).Payload.Span));
        Assert.Equal(
            Bare("010008c0 07" + "10 07 00 0053 230000 0000 0000" + "1f00 0000 08" + "10 06 00 0053 120000 0000 0000" + "0e00 0000 08" + "10 05 00 0054 010000 0000 0000 aa"),
            Assert.Single(packet));
    }

    [Fact]
    public void A_tunnel_of_the_specification_passes_unchanged()
    {
        var payload = new byte[] { 3, 0, 12, 0 }.Concat(CciMessage.Request(5, Opcode.GetLdInfo, default).Encode()).ToArray();
        var client = new TestClient(ManagementDialect.Spec);

        client.Send(TestClient.Request(MctpMessageType.FabricManager, CciMessage.Request(7, Opcode.TunnelManagement, payload).Encode()));

        Assert.Equal(payload, Assert.Single(client.Commands).Payload.ToArray());
    }

    [Fact]
    public void The_component_may_ask_for_attention()
    {
        var client = new TestClient(ManagementDialect.Spec);
        client.Send(TestClient.Packet($"01 00 0b c8 08 {Identify}"));

        client.Endpoint.Notify(CciMessage.Request(0, Opcode.EventNotification, new byte[] { 4, 0 }));

        Assert.Equal([Bare("01 0b 08 c8 08 00 00 00 0601 020000 0000 0000 04")], client.Send([]));
    }

    private static string Bare(string hex) => hex.Replace(" ", "", StringComparison.Ordinal);
}
