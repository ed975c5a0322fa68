using System.Buffers.Binary;

namespace CxlFabricSim.Protocol.Mctp;

/// <summary>
/// The 12-byte header of the private messages by which jack plugs devices into the public switch emulator, little-endian: version
/// (7:4) and category (3:0) u8, tag u8, return code u8, opcode u8, immediate A u8, reserved u8, payload length u16, immediate B u32.
/// </summary>
/// <param name="IsResponse">Category 1.</param>
/// <param name="Version">Echoed.</param>
/// <param name="Tag">Echoed.</param>
/// <param name="ReturnCode">0 is success.</param>
/// <param name="Opcode">What is asked for.</param>
/// <param name="A">A port, or a count of devices.</param>
/// <param name="B">A device, the first device of a list, or 1 for all.</param>
/// <param name="Payload">Of a list: id u8, length of the name u8 and the name, its NUL included, for each device.</param>
public sealed record EmulatorMessage(
    bool IsResponse, byte Version, byte Tag, byte ReturnCode, EmulatorOpcode Opcode, byte A, uint B, ReadOnlyMemory<byte> Payload)
{
    public const int HeaderBytes = 12;

    private const int CategoryMask = 0x0F;
    private const int VersionShift = 4;

    public EmulatorMessage Respond(byte returnCode, byte a, ReadOnlyMemory<byte> payload) =>
        this with { IsResponse = true, ReturnCode = returnCode, A = a, B = 0, Payload = payload };

    public byte[] Encode()
    {
        var bytes = new byte[HeaderBytes + Payload.Length];
        bytes[0] = (byte)(Version << VersionShift | (IsResponse ? 1 : 0));
        bytes[1] = Tag;
        bytes[2] = ReturnCode;
        bytes[3] = (byte)Opcode;
        bytes[4] = A;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), (ushort)Payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), B);
        Payload.Span.CopyTo(bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    /// <summary>Reads a message; false when it ends before its payload does.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, out EmulatorMessage? message)
    {
        message = null;
        var span = bytes.Span;
        if (span.Length < HeaderBytes) return false;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(span[6..]);
        if (length > span.Length - HeaderBytes) return false;
        message = new EmulatorMessage(
            (span[0] & CategoryMask) != 0,
            (byte)(span[0] >> VersionShift),
            span[1],
            span[2],
            (EmulatorOpcode)span[3],
            span[4],
            BinaryPrimitives.ReadUInt32LittleEndian(span[8..]),
            bytes.Slice(HeaderBytes, length));
        return true;
    }
}
