using System.Buffers.Binary;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Events;

/// <summary>Builds event records (CXL 3.x, "Common Event Record Format" and "Dynamic Capacity Event Record").</summary>
public static class EventRecord
{
    public const int Bytes = 0x80;

    /// <summary>ca95afa7-f183-4018-8c2f-95268e101a2a: the bytes stand in the order of the text.</summary>
    private static ReadOnlySpan<byte> DynamicCapacityUuid =>
        [0xCA, 0x95, 0xAF, 0xA7, 0xF1, 0x83, 0x40, 0x18, 0x8C, 0x2F, 0x95, 0x26, 0x8E, 0x10, 0x1A, 0x2A];

    /// <summary>Fills a Dynamic Capacity Event Record, but for the handle, which the log gives.</summary>
    /// <param name="destination">At least <see cref="Bytes"/> long.</param>
    /// <param name="timestamp">The device's timestamp.</param>
    /// <param name="kind">What happens to the extent.</param>
    /// <param name="extent">The extent in device addresses.</param>
    /// <param name="moreFollow">Further records of the same request follow.</param>
    /// <param name="extentsAvailable">How many more extents the device can track.</param>
    public static void FillDynamicCapacity(
        Span<byte> destination, ulong timestamp, DynamicCapacityEvent kind, DcExtent extent, bool moreFollow, uint extentsAvailable)
    {
        const uint InformationalSeverity = 1;
        const byte ExtentIsValid = 1;

        new EventHeader { Flags = InformationalSeverity }.Write(destination, DynamicCapacityUuid, timestamp);
        var body = destination[EventFields.BodyOffset..];
        body[0] = (byte)kind;
        body[1] = ExtentIsValid;
        body[5] = moreFollow ? (byte)1 : (byte)0;
        extent.Write(body[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(body[0x48..], extentsAvailable);
    }
}
