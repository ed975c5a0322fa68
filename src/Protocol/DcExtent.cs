using System.Buffers.Binary;

namespace CxlFabricSim.Protocol;

/// <summary>
/// A dynamic capacity extent (CXL 3.x, "Dynamic Capacity Extent"): start DPA u64, length u64, tag 16 bytes,
/// shared sequence u16, 6 reserved. 40 bytes.
/// </summary>
public readonly record struct DcExtent(Dpa Start, ulong Length, UInt128 Tag = default, ushort SharedSequence = 0)
{
    public const int Bytes = 40;

    public Dpa End => Start + Length;

    public void Write(Span<byte> destination)
    {
        destination[..Bytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Start.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], Length);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Tag);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[32..], SharedSequence);
    }

    public static DcExtent Read(ReadOnlySpan<byte> source) => new(
        new Dpa(BinaryPrimitives.ReadUInt64LittleEndian(source)),
        BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt128BigEndian(source[16..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[32..]));
}
