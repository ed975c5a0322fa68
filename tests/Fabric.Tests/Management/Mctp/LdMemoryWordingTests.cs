using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Tests.Management.Mctp;

/// <summary>Send LD CXL.io Memory Request as libcxlmi lays it out: 15 bytes before the data, without the third byte of flags.</summary>
public sealed class LdMemoryWordingTests
{
    // Port 3, first byte enables, logical device 2, length, address 1000h; as many bytes follow.
    private const string Read16 = "03 00f0 0200 1000 0010000000000000" + "00000000000000000000000000000000";
    private const string Read0 = "03 00f0 0200 0000 0010000000000000";

    [Theory]
    [InlineData(Read16, "03 00f000 0200 1000 0010000000000000")]
    [InlineData(Read0, "03 00f000 0200 0000 0010000000000000")]
    public void The_specifications_dialect_takes_the_librarys_layout(string sent, string asked) => Assert.Equal(Bare(asked), Asked(ManagementDialect.Spec, sent));

    [Theory]
    [InlineData("03 00f000 0200 1000 0010000000000000")]
    [InlineData("03 00f000 0200 0000 0010000000000000")]
    [InlineData("03 00f080 0200 0400 0010000000000000 01020304")]
    // A byte more or less than the library would send.
    [InlineData(Read0 + "0000")]
    [InlineData("03 00f0 0200 0000 00100000000000")]
    public void What_the_library_would_not_send_goes_on_as_it_is(string sent) => Assert.Equal(Bare(sent), Asked(ManagementDialect.Spec, sent));

    [Fact]
    public void The_other_dialect_knows_no_such_layout() => Assert.Equal(Bare(Read16), Asked(ManagementDialect.Jrlabs, Read16));

    private static string Bare(string hex) => hex.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>The payload with which the component is asked.</summary>
    private static string Asked(ManagementDialect dialect, string payload)
    {
        var client = new TestClient(dialect);
        var request = CciMessage.Request(1, Opcode.SendLdIoMemory, Convert.FromHexString(Bare(payload)));
        client.Send(TestClient.Request(MctpMessageType.FabricManager, request.Encode()));
        return Convert.ToHexStringLower(Assert.Single(client.Commands).Payload.Span);
    }
}
