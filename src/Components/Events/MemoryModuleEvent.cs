using System.Buffers.Binary;

namespace CxlFabricSim.Components.Events;

/// <summary>A Memory Module Event Record (CXL 3.x, "Memory Module Event Record"): a change of the device's health.</summary>
public sealed record MemoryModuleEvent
{
    private const int ComponentIdValid = 1 << 0;
    private const int ComponentIdIsPldm = 1 << 1;

    /// <summary>fe927475-dd59-4339-a586-79bab113b774: the bytes stand in the order of the text.</summary>
    private static ReadOnlySpan<byte> Uuid =>
        [0xFE, 0x92, 0x74, 0x75, 0xDD, 0x59, 0x43, 0x39, 0xA5, 0x86, 0x79, 0xBA, 0xB1, 0x13, 0xB7, 0x74];

    public EventHeader Header { get; init; }

    public byte Type { get; init; }

    public byte SubType { get; init; }

    public byte HealthStatus { get; init; }

    public byte MediaStatus { get; init; }

    public byte AdditionalStatus { get; init; }

    /// <summary>In percent.</summary>
    public byte LifeUsed { get; init; }

    /// <summary>In degrees Celsius.</summary>
    public short Temperature { get; init; }

    public uint DirtyShutdowns { get; init; }

    public uint CorrectedVolatileErrors { get; init; }

    public uint CorrectedPersistentErrors { get; init; }

    /// <summary>At most 16 characters.</summary>
    public string? ComponentId { get; init; }

    /// <summary>The component id is in PLDM format.</summary>
    public bool IsComponentIdPldm { get; init; }

    /// <summary>Fills a record, but for the handle, which the log gives.</summary>
    /// <param name="record">At least <see cref="EventRecord.Bytes"/> long.</param>
    /// <param name="timestamp">The device's timestamp.</param>
    public void Write(Span<byte> record, ulong timestamp)
    {
        Header.Write(record, Uuid, timestamp);
        var body = record[EventFields.BodyOffset..];
        body[0x00] = Type;
        body[0x01] = HealthStatus;
        body[0x02] = MediaStatus;
        body[0x03] = AdditionalStatus;
        body[0x04] = LifeUsed;
        BinaryPrimitives.WriteInt16LittleEndian(body[0x05..], Temperature);
        BinaryPrimitives.WriteUInt32LittleEndian(body[0x07..], DirtyShutdowns);
        BinaryPrimitives.WriteUInt32LittleEndian(body[0x0B..], CorrectedVolatileErrors);
        BinaryPrimitives.WriteUInt32LittleEndian(body[0x0F..], CorrectedPersistentErrors);
        if (ComponentId is { } componentId)
        {
            body[0x13] = (byte)(IsComponentIdPldm ? ComponentIdValid | ComponentIdIsPldm : ComponentIdValid);
            EventFields.WriteComponentId(body[0x15..], componentId);
        }

        body[0x25] = SubType;
    }
}
