using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Tests.Management.Mctp;

public sealed class MctpControlTests
{
    [Theory]
    [InlineData("82 01 00 1d", "02 01 00 00 1d")]
    [InlineData("82 01 01 1d", "02 01 00 00 1d")]
    [InlineData("82 01 00 00", "02 01 02 00 08")]
    [InlineData("82 01 00 ff", "02 01 02 00 08")]
    [InlineData("82 01 02 1d", "02 01 02 00 08")]
    [InlineData("82 01 03 1d", "02 01 02 00 08")]
    [InlineData("80 02", "00 02 00 08")]
    [InlineData("9f 04 ff", "1f 04 00 01 f1f3f1")]
    [InlineData("80 04 00", "00 04 00 01 f1f3f1")]
    [InlineData("80 04 07", "00 04 00 01 f2f1ff")]
    [InlineData("80 04 08", "00 04 00 01 f2f1ff")]
    [InlineData("80 04 05", "00 04 80")]
    [InlineData("80 05", "00 05 00 02 07 08")]
    [InlineData("80 0a", "00 0a 05")]
    public void Control_messages_are_answered_as_the_specification_asks(string request, string answer)
    {
        var client = new TestClient(ManagementDialect.Jrlabs);

        // Where the request named no endpoint the answer's source is the id that now holds.
        var packet = Assert.Single(client.Send(TestClient.Packet($"010000c8 00 {request}")));
        Assert.Equal($"c000{answer}".Replace(" ", "", StringComparison.Ordinal), packet[6..]);
        Assert.Equal($"{client.Identity.EndpointId:x2}", packet[4..6]);
    }

    [Theory]
    [InlineData("02 02")]
    [InlineData("c2 02")]
    public void What_asks_for_no_answer_gets_none(string request) =>
        Assert.Empty(new TestClient(ManagementDialect.Spec).Send(TestClient.Packet($"010000c8 00 {request}")));

    [Fact]
    public void An_endpoint_id_that_was_set_is_told_and_used()
    {
        var client = new TestClient(ManagementDialect.Spec);
        client.Send(TestClient.Packet("010000c8 00 80 01 00 1d"));

        Assert.Equal(["01001dc0000002001d"], client.Send(TestClient.Packet("010000c8 00 80 02")));
    }

    [Fact]
    public void The_UUID_follows_from_the_name()
    {
        var client = new TestClient(ManagementDialect.Spec);

        var answer = Assert.Single(client.Send(TestClient.Packet("010000c8 00 80 03")));

        Assert.StartsWith("010008c000000300", answer, StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(client.Identity.Uuid()), answer[16..48]);
        Assert.NotEqual(client.Identity.Uuid(), new CxlFabricSim.Fabric.Management.Mctp.MctpIdentity("sw1", ManagementDialect.Spec, 8).Uuid());
    }

    [Fact]
    public void Private_messages_of_the_emulator_become_commands_of_the_switch()
    {
        var client = new TestClient(ManagementDialect.Jrlabs)
        {
            Component = command => command.Opcode == Opcode.ListPluggableDevices
                ? command.Respond(MailboxReturnCode.Success, new byte[] { 1, 0, 2, (byte)'d', 0 })
                : command.Respond(MailboxReturnCode.InvalidInput, default),
        };

        var list = client.Send(TestClient.Packet("010000c8 70 10 05 00 01 00 00 0000 00000000"));
        var plug = client.Send(TestClient.Packet("010000c8 70 10 06 00 02 03 00 0000 07000000"));
        var unknown = client.Send(TestClient.Packet("010000c8 70 10 06 00 09 03 00 0000 07000000"));

        Assert.Equal(["010008c070" + "110500010100" + "0400" + "00000000" + "00026400"], list.Select(packet => packet + "00"));
        Assert.Equal(["010008c070" + "11060202"], plug);
        Assert.Equal(["010008c070" + "11060209"], unknown);
        Assert.Equal([Opcode.ListPluggableDevices, Opcode.PlugDevice], client.Commands.Select(command => command.Opcode));
        Assert.Equal("0307000000", Convert.ToHexStringLower(client.Commands[1].Payload.Span));
    }

    [Fact]
    public void The_dialect_of_the_specification_knows_no_private_messages() =>
        Assert.Empty(new TestClient(ManagementDialect.Spec).Send(TestClient.Packet("010000c8 70 10 05 00 01")));
}
