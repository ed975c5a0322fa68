using System.Buffers.Binary;

namespace CxlFabricSim.Components.Events;

/// <summary>What whoever reports an event says in its common header (CXL 3.x, "Common Event Record Format").</summary>
public readonly record struct EventHeader
{
    /// <summary>Bit of <see cref="Flags"/>: the device needs maintenance.</summary>
    public const uint MaintenanceNeeded = 1 << 3;

    private const uint SubclassValid = 1 << 6;
    private const uint LdIdValid = 1 << 7;
    private const uint HeadIdValid = 1 << 8;

    /// <summary>24 bits: severity in bits 1:0, permanent condition, maintenance needed, performance degraded, replacement needed.</summary>
    public uint Flags { get; init; }

    public byte? MaintenanceClass { get; init; }

    public byte? MaintenanceSubclass { get; init; }

    public ushort? LdId { get; init; }

    public byte? HeadId { get; init; }

    /// <summary>Fills the first 30h bytes of a record, but for the handle, which the log gives; the rest is cleared.</summary>
    internal void Write(Span<byte> record, ReadOnlySpan<byte> uuid, ulong timestamp)
    {
        record[..EventRecord.Bytes].Clear();
        uuid.CopyTo(record);
        record[0x10] = EventRecord.Bytes;
        var flags = Flags;
        if (MaintenanceSubclass.HasValue) flags |= SubclassValid;
        if (LdId.HasValue) flags |= LdIdValid;
        if (HeadId.HasValue) flags |= HeadIdValid;
        EventFields.WriteUInt24(record[0x11..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(record[0x18..], timestamp);
        record[0x20] = MaintenanceClass.GetValueOrDefault();
        record[0x21] = MaintenanceSubclass.GetValueOrDefault();
        BinaryPrimitives.WriteUInt16LittleEndian(record[0x22..], LdId.GetValueOrDefault());
        record[0x24] = HeadId.GetValueOrDefault();
    }
}
