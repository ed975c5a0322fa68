using System.Buffers.Binary;

namespace CxlFabricSim.Protocol.Mctp;

/// <summary>
/// The 12-byte header of a CCI message in both dialects. They differ in two bytes: the category stands in bits 3:0 (spec) or 7:4
/// (jrlabs) of the first; of byte 7, bits 20:16 of the payload length are bits 4:0 (spec) or 7:3 (jrlabs), and the flag that a
/// background operation goes on is bit 7 (spec) or 0 (jrlabs).
/// </summary>
public static class CciFraming
{
    private const int JrlabsCategoryShift = 4;
    private const int JrlabsLengthShift = 3;
    private const int SpecBackgroundShift = 7;
    private const int CategoryMask = 0x0F;
    private const int HighLengthMask = 0x1F;

    /// <summary>The message with its header as a dialect has it.</summary>
    public static byte[] Encode(CciMessage message, ManagementDialect dialect)
    {
        var bytes = message.Encode();
        if (dialect == ManagementDialect.Spec) return bytes;
        bytes[0] <<= JrlabsCategoryShift;
        bytes[7] = (byte)(bytes[7] << JrlabsLengthShift | bytes[7] >> SpecBackgroundShift);
        return bytes;
    }

    /// <summary>The payload's length by the header.</summary>
    public static int PayloadLength(ReadOnlySpan<byte> header, ManagementDialect dialect) =>
        header[5] | header[6] << 8 | HighLength(header[7], dialect) << 16;

    /// <summary>0 in a request, 1 in a response; the specification keeps the rest.</summary>
    public static int Category(ReadOnlySpan<byte> header, ManagementDialect dialect) =>
        (dialect == ManagementDialect.Jrlabs ? header[0] >> JrlabsCategoryShift : header[0]) & CategoryMask;

    /// <summary>Reads a message; what follows its payload is padding. False when it ends before its payload does or is of no known category.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, ManagementDialect dialect, out CciMessage? message)
    {
        message = null;
        var span = bytes.Span;
        if (span.Length < CciMessage.HeaderBytes || Category(span, dialect) is not (0 or 1)) return false;
        var length = PayloadLength(span, dialect);
        if (length > span.Length - CciMessage.HeaderBytes) return false;
        message = new CciMessage(
            Category(span, dialect) == 1,
            span[1],
            (Opcode)BinaryPrimitives.ReadUInt16LittleEndian(span[3..]),
            (MailboxReturnCode)BinaryPrimitives.ReadUInt16LittleEndian(span[8..]),
            bytes.Slice(CciMessage.HeaderBytes, length));
        return true;
    }

    private static int HighLength(byte value, ManagementDialect dialect) =>
        (dialect == ManagementDialect.Jrlabs ? value >> JrlabsLengthShift : value) & HighLengthMask;
}
