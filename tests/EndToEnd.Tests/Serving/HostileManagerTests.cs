using CxlFabricSim.EndToEnd.Tests.Serving.Commands;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary>A manager that asks for what cannot be: each request has its answer, and what was bound before is bound afterwards.</summary>
public sealed class HostileManagerTests
{
    private const byte DevicePort = 3;
    private const int InvalidInput = 2;
    private const int Busy = 6;

    public static TheoryData<ManagementDialect> Dialects => [ManagementDialect.Spec, ManagementDialect.Jrlabs];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Bindings_that_cannot_be_change_nothing(ManagementDialect dialect)
    {
        using var fabric = ServedFabric.Idle("mld.yaml", dialect, "hosts:host2:regions=~");
        using var connection = fabric.Connect("sw0");
        var client = new CommandClient(connection, dialect);
        byte[] all = [0, 255, 3, 0, 1, 2];
        var before = client.Ask(0x5200, all).Payload;

        // A vPPB that is bound; ports that lead up or are not there; logical devices that are bound, not there, or there only in their low byte.
        foreach (var payload in new byte[][]
        {
            [1, 0, DevicePort, 0, 5, 0], [2, 0, 0, 0, 5, 0], [2, 0, 4, 0, 5, 0], [2, 0, 255, 0, 5, 0], [2, 0, DevicePort, 0, 7, 0],
            [2, 0, DevicePort, 0, 16, 0], [2, 0, DevicePort, 0, 5, 1], [2, 0, DevicePort, 0, 255, 255], [2, 1, DevicePort, 0, 5, 0],
            [3, 0, DevicePort, 0, 5, 0], [255, 255, 255, 255, 255, 255],
        })
            Assert.Equal((InvalidInput, 0), (client.Ask(0x5201, payload).Code, client.Ask(0x5201, payload).Payload.Length));
        foreach (var payload in new byte[][] { [2, 0, 2], [1, 1, 2], [3, 0, 2], [255, 255, 2], [1, 0, 3] }) Assert.Equal(InvalidInput, client.Ask(0x5202, payload).Code);
        foreach (var payload in new byte[][] { [255, 0], [4, 2], [0, 2], [DevicePort, 255] }) Assert.Equal(InvalidInput, client.Ask(0x5102, payload).Code);
        Assert.Equal(before, client.Ask(0x5200, all).Payload);

        // While a removal waits for the link nothing else is bound or unbound, and the removal can be taken back.
        Assert.Equal(1, client.Ask(0x5202, [1, 0, 0]).Code);
        Assert.Equal(Busy, client.Ask(0x5201, [2, 0, DevicePort, 0, 5, 0]).Code);
        Assert.Equal(Busy, client.Ask(0x5202, [1, 0, 2]).Code);
        Assert.Equal(0, client.Ask(0x0005, []).Code);
        Assert.Equal(before, client.Ask(0x5200, all).Payload);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Tunnels_end_where_there_is_nothing_further_down(ManagementDialect dialect)
    {
        using var fabric = ServedFabric.Idle("mld.yaml", dialect, "hosts:host2:regions=~");
        using var connection = fabric.Connect("sw0");

        // Port, logical device, and a logical device of that: it has no tunnels.
        Assert.Equal(0, new CommandClient(connection, dialect, DevicePort, 15).Ask(0x0001, []).Code);
        Assert.Equal(3, new CommandClient(connection, dialect, DevicePort, 3, 3).Ask(0x0001, []).Code);
        Assert.Equal(3, new CommandClient(connection, dialect, DevicePort, 3, 3, 3).Ask(0x0001, []).Code);
        Assert.Equal(InvalidInput, new CommandClient(connection, dialect, DevicePort, 255).Ask(0x0001, []).Code);
        Assert.Equal(InvalidInput, new CommandClient(connection, dialect, 255).Ask(0x0001, []).Code);

        // Sizes that nothing stands behind, outside and inside.
        var client = new CommandClient(connection, dialect);
        Assert.Equal(WireCase.InvalidPayloadLength, client.Ask(0x5300, [DevicePort, 0, 255, 255]).Code);
        Assert.Equal(WireCase.InvalidPayloadLength, client.Ask(0x5300, [DevicePort, 0, 0, 0]).Code);
        Assert.Equal(WireCase.InvalidPayloadLength, client.Ask(0x5300, [DevicePort, 0, 12, 0, 0, 0, 0, 1, 0]).Code);
        Assert.Equal(0, client.Ask(0x0001, []).Code);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Lengths_and_addresses_at_their_ends_are_refused(ManagementDialect dialect)
    {
        using var fabric = ServedFabric.Idle("mld.yaml", dialect, "hosts:host2:regions=~");
        using var connection = fabric.Connect("sw0");
        var client = new CommandClient(connection, dialect);

        // 64 KiB of a register file, its last byte and one more, an address that a length takes past 2^64.
        Assert.Equal(InvalidInput, client.Ask(0x5302, [DevicePort, 0, 0xFF, 0, 3, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0]).Code);
        Assert.Equal(InvalidInput, client.Ask(0x5302, [DevicePort, 0, 0xFF, 0, 3, 0, 4, 0, 254, 255, 255, 255, 255, 255, 255, 255]).Code);
        Assert.Equal(InvalidInput, client.Ask(0x5302, [DevicePort, 0, 0xFF, 0, 255, 255, 4, 0, 0, 0x10, 0, 0, 0, 0, 0, 0]).Code);

        // A header that promises 64 KiB, and one that promises 2 MiB, of which nothing comes.
        foreach (var length in new byte[][] { [255, 255, 0], [255, 255, (byte)(dialect == ManagementDialect.Jrlabs ? 0xF8 : 0x1F)] })
        {
            connection.Send(RawClient.Cut([7, 0, 9, 0, 0x00, 0x51, .. length, 0, 0, 0, 0]));
            Assert.Equal([WireCase.InvalidPayloadLength, 0], connection.Receive()[9..11]);
        }

        // As many ports as a byte counts, none of them there but one: there is room for what is.
        Assert.Equal(0, client.Ask(0x0004, [8]).Code);
        var answer = client.Ask(0x5101, [255, .. Enumerable.Range(0, 255).Select(port => (byte)port)]);
        Assert.Equal((0, 4 + 4 * 16), (answer.Code, answer.Payload.Length));
        Assert.Equal(InvalidInput, client.Ask(0x5101, [16, .. Enumerable.Repeat(DevicePort, 16)]).Code);
        // 12 and 4 bytes and fifteen times 16 are 256.
        Assert.Equal(0, client.Ask(0x5101, [15, .. Enumerable.Repeat(DevicePort, 15)]).Code);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_port_that_leads_to_another_switch_keeps_its_binding(ManagementDialect dialect)
    {
        const byte ToSwitchBelow = 2;
        using var fabric = ServedFabric.Idle("cascade.yaml", dialect);
        using var connection = fabric.Connect("sw0");
        var client = new CommandClient(connection, dialect);
        byte[] all = [0, 255, 2, 0, 1];
        var before = client.Ask(0x5200, all).Payload;

        for (byte option = 0; option < 3; option++) Assert.Equal(InvalidInput, client.Ask(0x5202, [0, 0, option]).Code);
        Assert.Equal(InvalidInput, client.Ask(0x5201, [0, 0, ToSwitchBelow, 0, 255, 255]).Code);
        for (byte operation = 0; operation < 3; operation++) Assert.Equal(InvalidInput, client.Ask(0x5102, [ToSwitchBelow, operation]).Code);

        Assert.Equal(before, client.Ask(0x5200, all).Payload);
    }
}
