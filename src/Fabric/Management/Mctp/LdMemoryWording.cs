using System.Buffers.Binary;

namespace CxlFabricSim.Fabric.Management.Mctp;

/// <summary>
/// Puts Send LD CXL.io Memory Request (5302h) as libcxlmi lays it out into the specification's layout. That library has two bytes of flags
/// where there are three, so everything after them stands one byte early, and lets as many bytes follow as it wants to read. The byte that it
/// leaves out holds the write flag: what it sends is always a read.
/// </summary>
internal static class LdMemoryWording
{
    private const int ShortHeaderBytes = 15;
    private const int ShortLengthOffset = 5;
    private const int MissingByteOffset = 3;
    private const int LongestAccess = 4096;

    /// <summary>
    /// The payload as the specification has it; one that is not libcxlmi's stays as it is. No request that a switch would carry out is both:
    /// read as that library's, it would have a logical device of 256 or above, or more than 4096 bytes.
    /// </summary>
    public static ReadOnlyMemory<byte> RequestToSpec(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < ShortHeaderBytes) return payload;
        var span = payload.Span;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(span[ShortLengthOffset..]);
        if (payload.Length != ShortHeaderBytes + Math.Min((int)length, LongestAccess)) return payload;
        byte[] whole = [.. span[..MissingByteOffset], 0, .. span[MissingByteOffset..ShortHeaderBytes]];
        return whole;
    }
}
