using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>Payloads of the DCD management commands as a fabric manager builds and reads them (CXL 3.x, "DCD Management Command Set").</summary>
internal static class DcdManagementPayloads
{
    private const int InitiateBytes = 32;
    private const byte PrescriptiveSelection = 2;
    private const byte PrescriptiveRemoval = 1;
    private const int ListHeaderBytes = 24;

    /// <summary>Host u16, policy or flags u8, region u8, length u64, tag 16, count u32, extents of 40 bytes.</summary>
    public static byte[] Initiate(ManagementStep step, ManagementPart part)
    {
        var payload = new byte[InitiateBytes + part.Extents.Count * DcExtent.Bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(payload, part.HostId);
        payload[2] = step.IsRelease ? PrescriptiveRemoval : PrescriptiveSelection;
        payload[3] = step.IsRelease ? (byte)0 : part.Region;
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(4), part.Extents.Aggregate(0UL, (sum, extent) => sum + extent.Length));
        BinaryPrimitives.WriteUInt128BigEndian(payload.AsSpan(12), step.Tag);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(28), part.Extents.Count);
        for (var i = 0; i < part.Extents.Count; i++)
            (part.Extents[i] with { Tag = step.Tag }).Write(payload.AsSpan(InitiateBytes + i * DcExtent.Bytes));
        return payload;
    }

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
