using System.Buffers.Binary;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.EndToEnd.Tests.Serving.Commands;

/// <summary>
/// Puts commands and tunnels into the bytes of a dialect, by hand, and takes answers apart: nothing of it is code that the server uses.
/// </summary>
/// <param name="client">The connection.</param>
/// <param name="dialect">How the listener was told to speak.</param>
/// <param name="route">The ports and logical devices through which to tunnel; none for the listener's own component.</param>
internal sealed class CommandClient(RawClient client, ManagementDialect dialect, params byte[] route)
{
    private const int HeaderBytes = 12;
    private const ushort Tunnel = 0x5300;

    private byte _tag;

    private bool IsJrlabs => dialect == ManagementDialect.Jrlabs;

    public (int Code, byte[] Payload) Ask(ushort opcode, byte[] payload)
    {
        _tag++;
        return Send(Message(opcode, payload));
    }

    /// <summary>One tunnel to a target of any type: the tunnel's own answer, not what is inside.</summary>
    public (int Code, byte[] Payload) AskTunnel(byte target, byte targetType, ushort opcode, byte[] payload)
    {
        _tag++;
        return Send(Message(Tunnel, TunnelTo(target, targetType, Message(opcode, payload))));
    }

    /// <summary>What a tunnel's answer carries.</summary>
    public (int Code, byte[] Payload) Inner(byte[] tunnelled)
    {
        var inner = tunnelled[4..];
        Assert.Equal((inner.Length, 0), (BinaryPrimitives.ReadUInt16LittleEndian(tunnelled), BinaryPrimitives.ReadUInt16LittleEndian(tunnelled.AsSpan(2))));
        if (IsJrlabs)
        {
            Assert.Equal(8, inner[0]);
            inner = inner[1..];
        }

        return TakeApart(inner);
    }

    private (int Code, byte[] Payload) Send(byte[] message)
    {
        foreach (var target in route.Reverse()) message = Message(Tunnel, TunnelTo(target, 0, message));
        client.Send(RawClient.Cut([7, .. message]));
        var answer = client.Receive();
        Assert.Equal(7, answer[0]);
        var length = LengthOf(answer[1..]);
        Assert.Equal((1 + HeaderBytes + length + 63) / 64 * 64, answer.Length);
        var (code, payload) = TakeApart(answer[1..(1 + HeaderBytes + length)]);
        foreach (var _ in route)
        {
            if (code != 0) return (code, payload);
            (code, payload) = Inner(payload);
        }

        return (code, payload);
    }

    private byte[] Message(ushort opcode, byte[] payload)
    {
        var message = new byte[HeaderBytes + payload.Length];
        message[1] = _tag;
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(3), opcode);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(5), (ushort)payload.Length);
        payload.CopyTo(message, HeaderBytes);
        return message;
    }

    private byte[] TunnelTo(byte target, byte targetType, byte[] message)
    {
        byte[] inner = IsJrlabs ? [8, .. message] : message;
        return [target, targetType, (byte)inner.Length, (byte)(inner.Length >> 8), .. inner];
    }

    private (int Code, byte[] Payload) TakeApart(byte[] message)
    {
        // A response, this request's tag; byte 7 of an answer below 64 KiB holds the background flag and nothing else.
        Assert.Equal((IsJrlabs ? 0x10 : 0x01, _tag, 0), (message[0], message[1], message[2]));
        var code = BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(8));
        Assert.Equal(code == 1 ? IsJrlabs ? 0x01 : 0x80 : 0, message[7]);
        Assert.Equal(HeaderBytes + LengthOf(message), message.Length);
        return (code, message[HeaderBytes..]);
    }

    private static int LengthOf(byte[] message) => BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(5));
}
