using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Capacity;

/// <summary>
/// The payload of Add Dynamic Capacity Response and Release Dynamic Capacity: count u32, flags u8, 3 reserved, then extents of
/// 18h bytes: start DPA u64, length u64, 8 reserved. Bytes beyond the count are ignored.
/// </summary>
public static class UpdatedExtents
{
    public const int HeaderBytes = 8;
    public const int ExtentBytes = 0x18;

    private const byte MoreFlag = 1;

    public static uint CountOf(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadUInt32LittleEndian(payload);

    /// <summary>False when the payload is shorter than its count says.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out List<DcExtent> extents, out bool moreFollow)
    {
        extents = [];
        moreFollow = (payload[4] & MoreFlag) != 0;
        var count = CountOf(payload);
        if ((ulong)payload.Length < HeaderBytes + (ulong)count * ExtentBytes) return false;
        for (var rest = payload[HeaderBytes..]; extents.Count < count; rest = rest[ExtentBytes..])
        {
            var start = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            extents.Add(new DcExtent(new Dpa(start), BinaryPrimitives.ReadUInt64LittleEndian(rest[8..])));
        }

        return true;
    }

    /// <summary>The payload for a list of extents, as a host's driver sends it.</summary>
    public static byte[] Encode(IReadOnlyList<DcExtent> extents, bool moreFollow = false)
    {
        ArgumentNullException.ThrowIfNull(extents);
        var payload = new byte[HeaderBytes + extents.Count * ExtentBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)extents.Count);
        if (moreFollow) payload[4] = MoreFlag;
        for (var index = 0; index < extents.Count; index++)
        {
            var place = payload.AsSpan(HeaderBytes + index * ExtentBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(place, extents[index].Start.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(place[8..], extents[index].Length);
        }

        return payload;
    }
}
