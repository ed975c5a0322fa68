using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace CxlFabricSim.EndToEnd.Tests.Serving;

/// <summary>A client that makes its packets by hand: what is tested is on the wire, not in code that both sides share.</summary>
internal sealed class RawClient : IDisposable
{
    public const int PacketBytes = 68;

    private const int Patience = 60_000;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RawClient(int port)
    {
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = Patience;
        _socket.SendTimeout = Patience;
        _socket.Connect(IPAddress.Loopback, port);
    }

    /// <summary>A request with tag 0 for type 07h, cut into packets that are padded with zeros.</summary>
    public static byte[] Request(ushort opcode, byte[]? payload = null, byte type = 7, byte cciTag = 0, byte mctpTag = 0)
    {
        payload ??= [];
        var message = new byte[1 + 12 + payload.Length];
        message[0] = type;
        message[2] = cciTag;
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), opcode);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), (ushort)payload.Length);
        payload.CopyTo(message, 13);
        return Cut(message, mctpTag);
    }

    /// <summary>A message, its type first, as packets.</summary>
    public static byte[] Cut(byte[] message, byte mctpTag = 0)
    {
        var count = (message.Length + 63) / 64;
        var stream = new byte[count * PacketBytes];
        for (var index = 0; index < count; index++)
        {
            var packet = stream.AsSpan(index * PacketBytes, PacketBytes);
            packet[0] = 1;
            packet[3] = (byte)((index == 0 ? 0x80 : 0) | (index == count - 1 ? 0x40 : 0) | (index & 3) << 4 | 8 | mctpTag);
            var part = message.AsSpan(index * 64);
            part[..Math.Min(64, part.Length)].CopyTo(packet[4..]);
        }

        return stream;
    }

    public void Send(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    /// <summary>The answer's packets: type first, then the message and its padding. Checks what holds for every packet.</summary>
    public byte[] Receive(byte mctpTag = 0)
    {
        var message = new List<byte>();
        for (var sequence = 0; ; sequence = (sequence + 1) & 3)
        {
            var packet = ReceivePacket();
            Assert.Equal((1, message.Count == 0, sequence, mctpTag), (packet[0], (packet[3] & 0x80) != 0, packet[3] >> 4 & 3, (byte)(packet[3] & 0x0F)));
            message.AddRange(packet[4..]);
            if ((packet[3] & 0x40) != 0) return [.. message];
        }
    }

    /// <summary>Sends a request and takes its answer: return code and payload.</summary>
    public (int Code, byte[] Payload) Ask(ushort opcode, byte[]? payload = null, byte type = 7)
    {
        Send(Request(opcode, payload, type));
        var answer = Receive();
        Assert.Equal((type, opcode), (answer[0], BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(4))));
        return CodeAndPayload(answer);
    }

    public static (int Code, byte[] Payload) CodeAndPayload(byte[] answer) =>
        (BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(9)), answer[13..(13 + BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(6)))]);

    public byte[] ReceivePacket()
    {
        var packet = new byte[PacketBytes];
        for (var have = 0; have < PacketBytes;)
        {
            var count = _socket.Receive(packet.AsSpan(have));
            Assert.NotEqual(0, count);
            have += count;
        }

        return packet;
    }

    /// <summary>Goes without a farewell: the server sees a reset.</summary>
    public void Vanish()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();
}
