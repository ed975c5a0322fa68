using System.Buffers.Binary;

namespace CxlFabricSim.Protocol;

/// <summary>
/// A CCI message (CXL 3.x, "CCI Message Format"): a 12-byte header and a payload. Little-endian:
/// category u8 (0 request, 1 response), tag u8, reserved u8, opcode u16, payload length u24, return code u16, vendor status u16.
/// </summary>
public sealed record CciMessage(bool IsResponse, byte Tag, Opcode Opcode, MailboxReturnCode ReturnCode, ReadOnlyMemory<byte> Payload)
{
    public const int HeaderBytes = 12;
    private const int MaxPayloadBytes = (1 << 21) - 1;

    // Bit 23 of the length field: a background operation goes on.
    private const int BackgroundStarted = 0x80;

    public static CciMessage Request(byte tag, Opcode opcode, ReadOnlyMemory<byte> payload) =>
        new(false, tag, opcode, MailboxReturnCode.Success, payload);

    /// <summary>The response to this request, with its tag and opcode.</summary>
    public CciMessage Respond(MailboxReturnCode returnCode, ReadOnlyMemory<byte> payload) =>
        new(true, Tag, Opcode, returnCode, payload);

    public byte[] Encode()
    {
        if (Payload.Length > MaxPayloadBytes)
            throw new InvalidOperationException($"a CCI payload of {Payload.Length} bytes does not fit 21 bits of length");
        var bytes = new byte[HeaderBytes + Payload.Length];
        bytes[0] = IsResponse ? (byte)1 : (byte)0;
        bytes[1] = Tag;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(3), (ushort)Opcode);
        bytes[5] = (byte)Payload.Length;
        bytes[6] = (byte)(Payload.Length >> 8);
        bytes[7] = (byte)(Payload.Length >> 16 | (ReturnCode == MailboxReturnCode.BackgroundCommandStarted ? BackgroundStarted : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)ReturnCode);
        Payload.Span.CopyTo(bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    /// <summary>Reads a message back; false when the bytes are not one whole message.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, out CciMessage? message)
    {
        message = null;
        var span = bytes.Span;
        if (span.Length < HeaderBytes || span[0] > 1) return false;
        var length = span[5] | span[6] << 8 | (span[7] & 0x1F) << 16;
        if (span.Length != HeaderBytes + length) return false;
        message = new CciMessage(
            span[0] == 1,
            span[1],
            (Opcode)BinaryPrimitives.ReadUInt16LittleEndian(span[3..]),
            (MailboxReturnCode)BinaryPrimitives.ReadUInt16LittleEndian(span[8..]),
            bytes[HeaderBytes..]);
        return true;
    }
}
