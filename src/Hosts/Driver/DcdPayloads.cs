using System.Buffers.Binary;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>Input payloads of the commands that a driver sends for dynamic capacity.</summary>
internal static class DcdPayloads
{
    /// <summary>The dynamic capacity event log, as Get and Clear Event Records number the logs.</summary>
    public const byte DynamicCapacityLog = 4;

    /// <summary>What fits the 2048 bytes of a mailbox's payload registers.</summary>
    public const uint ExtentsPerPage = 50;

    private const int ClearHeaderBytes = 6;
    private const int ListHeaderBytes = 8;
    private const int ListEntryBytes = 24;

    /// <summary>MSI/MSI-X for each of the five logs.</summary>
    public static byte[] MessageInterrupts() => [1, 1, 1, 1, 1];

    public static byte[] GetEventRecords(byte log) => [log];

    public static byte[] ClearEventRecords(byte log, ReadOnlySpan<ushort> handles)
    {
        var payload = new byte[ClearHeaderBytes + 2 * handles.Length];
        payload[0] = log;
        payload[2] = checked((byte)handles.Length);
        for (var i = 0; i < handles.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(ClearHeaderBytes + 2 * i), handles[i]);
        return payload;
    }

    public static byte[] GetExtentList(uint start)
    {
        var payload = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, ExtentsPerPage);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4), start);
        return payload;
    }

    /// <summary>The updated extent list of Add Dynamic Capacity Response and of Release Dynamic Capacity.</summary>
    public static byte[] ExtentList(IReadOnlyList<CapacitySlice> slices)
    {
        var payload = new byte[ListHeaderBytes + ListEntryBytes * slices.Count];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)slices.Count);
        for (var i = 0; i < slices.Count; i++)
        {
            var entry = payload.AsSpan(ListHeaderBytes + ListEntryBytes * i);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, slices[i].Start.Value);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], slices[i].Range.Length);
        }
        return payload;
    }
}
