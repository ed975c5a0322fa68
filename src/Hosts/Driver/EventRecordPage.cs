using System.Buffers.Binary;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>
/// The output of Get Event Records: a 32-byte header and records. Its flag More Event Records is not kept: QEMU sets it as
/// long as the log holds anything, so only an empty answer says that nothing is left.
/// </summary>
/// <param name="Overflowed">The log was full and records were lost.</param>
/// <param name="LostRecords">How many, up to 65535.</param>
/// <param name="Records">The oldest records of the log, in order.</param>
public sealed record EventRecordPage(bool Overflowed, ushort LostRecords, IReadOnlyList<DcEventRecord> Records)
{
    private const int HeaderBytes = 32;
    private const int LostRecordsOffset = 2;
    private const int CountOffset = 20;
    private const byte OverflowFlag = 1;

    /// <summary>Reads a payload; null when it is shorter than its record count says.</summary>
    public static EventRecordPage? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderBytes) return null;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(payload[CountOffset..]);
        if (payload.Length < HeaderBytes + count * DcEventRecord.Bytes) return null;
        var records = new DcEventRecord[count];
        for (var i = 0; i < count; i++) records[i] = DcEventRecord.Read(payload[(HeaderBytes + i * DcEventRecord.Bytes)..]);
        return new EventRecordPage(
            (payload[0] & OverflowFlag) != 0,
            BinaryPrimitives.ReadUInt16LittleEndian(payload[LostRecordsOffset..]),
            records);
    }
}
