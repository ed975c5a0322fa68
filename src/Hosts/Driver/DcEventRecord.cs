using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>
/// A 128-byte record of the dynamic capacity event log (CXL 3.x, "Common Event Record Format" and "Dynamic Capacity Event
/// Record"). Only the handle means something when the record is of another kind.
/// </summary>
/// <param name="Handle">Names the record in Clear Event Records.</param>
/// <param name="IsDynamicCapacity">Whether the record's UUID is that of dynamic capacity.</param>
/// <param name="Type">What happened to the extent.</param>
/// <param name="More">The next record belongs to the same request.</param>
/// <param name="Extent">The extent, at DPAs of the logical device that logged the record.</param>
public readonly record struct DcEventRecord(ushort Handle, bool IsDynamicCapacity, DcEventType Type, bool More, DcExtent Extent)
{
    public const int Bytes = 128;

    private const int HandleOffset = 20;
    private const int TypeOffset = 48;
    private const int FlagsOffset = 53;
    private const int ExtentOffset = 56;
    private const byte MoreFlag = 1;

    /// <summary>ca95afa7-f183-4018-8c2f-95268e101a2a, in the order of the text.</summary>
    public static ReadOnlySpan<byte> Uuid =>
        [0xca, 0x95, 0xaf, 0xa7, 0xf1, 0x83, 0x40, 0x18, 0x8c, 0x2f, 0x95, 0x26, 0x8e, 0x10, 0x1a, 0x2a];

    public static DcEventRecord Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(source[HandleOffset..]),
        source[..Uuid.Length].SequenceEqual(Uuid),
        (DcEventType)source[TypeOffset],
        (source[FlagsOffset] & MoreFlag) != 0,
        DcExtent.Read(source[ExtentOffset..]));
}
