using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Management;

/// <summary>
/// The payload of Tunnel Management Command (5300h; CXL 3.x, same title). Request: target id u8, target type u8, size u16, CCI message.
/// Response: length u16, r2, CCI message. A switch's target is the component behind a port, a device's one of its logical devices.
/// </summary>
/// <param name="Target">A port or a logical device.</param>
/// <param name="Message">What is to be carried there.</param>
/// <param name="Added">How many bytes longer the manager gets the answer than it is here, because its dialect words tunnels otherwise.</param>
public sealed record TunnelFrame(byte Target, TunnelTarget Type, CciMessage Message, int Added = 0)
{
    /// <summary>Where <see cref="Added"/> stands: in the reserved bits above the target's type.</summary>
    public const int AddedShift = 4;

    /// <summary>The most that fits there.</summary>
    public const int MostAdded = 15;

    public const int HeaderBytes = 4;
    private const int ShortestBytes = HeaderBytes + CciMessage.HeaderBytes;
    private const byte CategoryMask = 0x0F;

    /// <summary>
    /// Reads a request. In this order: shorter than header and message header, a size below the message header, or another than what
    /// follows: Invalid Payload Length; no request inside, or an unknown target type: Invalid Input; a message whose length is not its
    /// payload's: Invalid Payload Length. Source: CXL 3.x; the order is QEMU's.
    /// </summary>
    public static MailboxReturnCode TryRead(ReadOnlySpan<byte> payload, out TunnelFrame frame)
    {
        frame = null!;
        if (payload.Length < ShortestBytes) return MailboxReturnCode.InvalidPayloadLength;
        var size = BinaryPrimitives.ReadUInt16LittleEndian(payload[2..]);
        if (size < CciMessage.HeaderBytes || size != payload.Length - HeaderBytes) return MailboxReturnCode.InvalidPayloadLength;
        if ((payload[HeaderBytes] & CategoryMask) != 0) return MailboxReturnCode.InvalidInput;
        var type = (TunnelTarget)(payload[1] & 0x0F);
        if (!Enum.IsDefined(type)) return MailboxReturnCode.InvalidInput;
        var bytes = payload[HeaderBytes..].ToArray();
        bytes[0] = 0;
        if (!CciMessage.TryDecode(bytes, out var message)) return MailboxReturnCode.InvalidPayloadLength;
        frame = new TunnelFrame(payload[0], type, message!, payload[1] >> AddedShift);
        return MailboxReturnCode.Success;
    }

    /// <summary>The payload of a request.</summary>
    public byte[] Encode()
    {
        var message = Message.Encode();
        byte[] payload = [Target, (byte)((int)Type | Added << AddedShift), (byte)message.Length, (byte)(message.Length >> 8), .. message];
        return payload;
    }

    /// <summary>The payload of the response that carries an answer back.</summary>
    public static byte[] Wrap(CciMessage answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var message = answer.Encode();
        byte[] payload = [(byte)message.Length, (byte)(message.Length >> 8), 0, 0, .. message];
        return payload;
    }
}
