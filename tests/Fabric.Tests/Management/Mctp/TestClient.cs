using CxlFabricSim.Fabric.Management.Mctp;
using CxlFabricSim.Protocol;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Fabric.Tests.Management.Mctp;

/// <summary>A client that speaks raw bytes to an endpoint, whose component answers as the test says.</summary>
internal sealed class TestClient(ManagementDialect dialect)
{
    public MctpIdentity Identity { get; } = new("sw0", dialect, 8);

    /// <summary>What the component is asked, and answers.</summary>
    public Func<CciMessage, CciMessage> Component { get; init; } = command => command.Respond(MailboxReturnCode.Success, default);

    public MctpEndpoint Endpoint => field ??= new MctpEndpoint(Identity);

    /// <summary>Commands that reached the component.</summary>
    public List<CciMessage> Commands { get; } = [];

    /// <summary>One packet: header and start of payload in hex, the rest zeros.</summary>
    public static byte[] Packet(string hex)
    {
        var packet = new byte[MctpPacket.Bytes];
        Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)).CopyTo(packet, 0);
        return packet;
    }

    /// <summary>A request as a client cuts it, from endpoint 0 to 0 with tag 0.</summary>
    public static byte[] Request(MctpMessageType type, byte[] body) =>
        [.. MctpPacket.Cut([(byte)type, .. body], 0, 0, isTagOwner: true, 0).SelectMany(packet => packet)];

    /// <summary>Packets that come back, in hex without the zeros at their end.</summary>
    public IReadOnlyList<string> Send(ReadOnlySpan<byte> bytes)
    {
        Endpoint.Take(bytes);
        while (Endpoint.TryTakeRequest(out var request))
        {
            Commands.Add(request.Command);
            Endpoint.Answer(request, Component(request.Command));
        }

        var packets = new List<string>();
        while (Endpoint.TryTakePacket(out var packet))
        {
            Assert.Equal(MctpPacket.Bytes, packet.Length);
            packets.Add(Convert.ToHexStringLower(packet.AsSpan().TrimEnd((byte)0)));
        }

        return packets;
    }
}
