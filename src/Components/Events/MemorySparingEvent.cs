using System.Buffers.Binary;

namespace CxlFabricSim.Components.Events;

/// <summary>
/// A Memory Sparing Event Record (CXL 3.x, "Memory Sparing Event Record"): what Perform Maintenance spared, or could spare. A part of the
/// place that is null was not named and is marked as not valid.
/// </summary>
public sealed record MemorySparingEvent
{
    /// <summary>Bit of <see cref="Flags"/>: answers a query of resources, nothing was spared.</summary>
    public const byte QueryOfResources = 1;

    private const byte SparingClass = 2;
    private const uint Informational = 1;
    private const int ChannelValid = 1 << 0;
    private const int RankValid = 1 << 1;
    private const int NibbleMaskValid = 1 << 2;
    private const int BankGroupValid = 1 << 3;
    private const int BankValid = 1 << 4;
    private const int RowValid = 1 << 5;
    private const int ColumnValid = 1 << 6;
    private const int ComponentIdValid = 1 << 7;
    private const int ComponentIdIsPldm = 1 << 8;
    private const int SubChannelValid = 1 << 9;

    /// <summary>e71f3a40-2d29-4092-8a39-4d1c966c7c65: the bytes stand in the order of the text.</summary>
    private static ReadOnlySpan<byte> Uuid =>
        [0xE7, 0x1F, 0x3A, 0x40, 0x2D, 0x29, 0x40, 0x92, 0x8A, 0x39, 0x4D, 0x1C, 0x96, 0x6C, 0x7C, 0x65];

    /// <summary>The sparing subclass: cacheline 0, row 1, bank 2, rank 3.</summary>
    public byte Subclass { get; init; }

    public byte Flags { get; init; }

    public byte Result { get; init; }

    /// <summary>Spare units that are left.</summary>
    public ushort ResourcesAvailable { get; init; }

    public byte? Channel { get; init; }

    public byte? Rank { get; init; }

    /// <summary>24 bits.</summary>
    public uint? NibbleMask { get; init; }

    public byte? BankGroup { get; init; }

    public byte? Bank { get; init; }

    /// <summary>24 bits.</summary>
    public uint? Row { get; init; }

    public ushort? Column { get; init; }

    public string? ComponentId { get; init; }

    /// <summary>The component id is in PLDM format.</summary>
    public bool IsComponentIdPldm { get; init; }

    public byte? SubChannel { get; init; }

    /// <summary>Fills a record, but for the handle, which the log gives.</summary>
    /// <param name="record">At least <see cref="EventRecord.Bytes"/> long.</param>
    /// <param name="timestamp">The device's timestamp.</param>
    public void Write(Span<byte> record, ulong timestamp)
    {
        var header = new EventHeader { Flags = Informational, MaintenanceClass = SparingClass, MaintenanceSubclass = Subclass };
        header.Write(record, Uuid, timestamp);
        var body = record[EventFields.BodyOffset..];
        var validity = 0;
        body[0x02] = Flags;
        body[0x03] = Result;
        BinaryPrimitives.WriteUInt16LittleEndian(body[0x0C..], ResourcesAvailable);
        if (Channel is { } channel) (body[0x0E], validity) = (channel, validity | ChannelValid);
        if (Rank is { } rank) (body[0x0F], validity) = (rank, validity | RankValid);
        if (NibbleMask is { } nibbleMask)
        {
            EventFields.WriteUInt24(body[0x10..], nibbleMask);
            validity |= NibbleMaskValid;
        }

        if (BankGroup is { } bankGroup) (body[0x13], validity) = (bankGroup, validity | BankGroupValid);
        if (Bank is { } bank) (body[0x14], validity) = (bank, validity | BankValid);
        if (Row is { } row)
        {
            EventFields.WriteUInt24(body[0x15..], row);
            validity |= RowValid;
        }

        if (Column is { } column)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(body[0x18..], column);
            validity |= ColumnValid;
        }

        if (ComponentId is { } componentId)
        {
            EventFields.WriteComponentId(body[0x1A..], componentId);
            validity |= IsComponentIdPldm ? ComponentIdValid | ComponentIdIsPldm : ComponentIdValid;
        }

        if (SubChannel is { } subChannel) (body[0x2A], validity) = (subChannel, validity | SubChannelValid);
        BinaryPrimitives.WriteUInt16LittleEndian(body[0x04..], (ushort)validity);
    }
}
