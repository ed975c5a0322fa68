using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>Payloads of the DCD management commands as a fabric manager builds and reads them (CXL 3.x, "DCD Management Command Set").</summary>
internal static class DcdManagementPayloads
{
    private const int ListHeaderBytes = 24;

    /// <summary>Host u16, reserved u16, count u32, start u32.</summary>
    public static byte[] GetExtents(ushort hostId, uint start)
    {
        var payload = new byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(payload, hostId);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), start);
        return payload;
    }

    /// <summary>Adds the extents of an answer to a list; null when the answer is malformed.</summary>
    /// <returns>The extents that the device has in all, and the list's generation.</returns>
    public static (uint Total, uint Generation)? ReadExtents(ReadOnlySpan<byte> payload, List<DcExtent> extents)
    {
        if (payload.Length < ListHeaderBytes) return null;
        var returned = BinaryPrimitives.ReadUInt32LittleEndian(payload[8..]);
        var total = BinaryPrimitives.ReadUInt32LittleEndian(payload[12..]);
        if ((ulong)payload.Length < ListHeaderBytes + (ulong)returned * DcExtent.Bytes) return null;
        for (var i = 0; i < returned; i++) extents.Add(DcExtent.Read(payload[(ListHeaderBytes + i * DcExtent.Bytes)..]));
        return (total, BinaryPrimitives.ReadUInt32LittleEndian(payload[16..]));
    }
}
