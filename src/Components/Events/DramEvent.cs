using System.Buffers.Binary;

namespace CxlFabricSim.Components.Events;

/// <summary>A DRAM Event Record (CXL 3.x, "DRAM Event Record").</summary>
public sealed record DramEvent : MediaEvent
{
    private const int CorrectionMaskWords = 4;
    private const int ChannelValid = 1 << 0;
    private const int RankValid = 1 << 1;
    private const int NibbleMaskValid = 1 << 2;
    private const int BankGroupValid = 1 << 3;
    private const int BankValid = 1 << 4;
    private const int RowValid = 1 << 5;
    private const int ColumnValid = 1 << 6;
    private const int CorrectionMaskValid = 1 << 7;
    private const int ComponentIdValid = 1 << 8;
    private const int ComponentIdIsPldm = 1 << 9;
    private const int SubChannelValid = 1 << 10;

    /// <summary>601dcbb3-9c06-4eab-b8af-4e9bfb5c9624: the bytes stand in the order of the text.</summary>
    private static ReadOnlySpan<byte> Uuid =>
        [0x60, 0x1D, 0xCB, 0xB3, 0x9C, 0x06, 0x4E, 0xAB, 0xB8, 0xAF, 0x4E, 0x9B, 0xFB, 0x5C, 0x96, 0x24];

    /// <summary>24 bits.</summary>
    public uint? NibbleMask { get; init; }

    public byte? BankGroup { get; init; }

    public byte? Bank { get; init; }

    /// <summary>24 bits.</summary>
    public uint? Row { get; init; }

    public ushort? Column { get; init; }

    /// <summary>Up to four words; further ones are not in the record.</summary>
    public IReadOnlyList<ulong>? CorrectionMask { get; init; }

    public byte? SubChannel { get; init; }

    /// <inheritdoc/>
    public override void Write(Span<byte> record, ulong timestamp)
    {
        Header.Write(record, Uuid, timestamp);
        var body = record[EventFields.BodyOffset..];
        var validity = 0;
        BinaryPrimitives.WriteUInt64LittleEndian(body, Address);
        body[0x08] = (byte)(CorrectedErrors.HasValue ? Descriptor | MediaEventDescriptor.Threshold : Descriptor);
        body[0x09] = Type;
        body[0x0A] = (byte)Transaction;
        if (Channel is { } channel) (body[0x0D], validity) = (channel, validity | ChannelValid);
        if (Rank is { } rank) (body[0x0E], validity) = (rank, validity | RankValid);
        if (NibbleMask is { } nibbleMask)
        {
            EventFields.WriteUInt24(body[0x0F..], nibbleMask);
            validity |= NibbleMaskValid;
        }

        if (BankGroup is { } bankGroup) (body[0x12], validity) = (bankGroup, validity | BankGroupValid);
        if (Bank is { } bank) (body[0x13], validity) = (bank, validity | BankValid);
        if (Row is { } row)
        {
            EventFields.WriteUInt24(body[0x14..], row);
            validity |= RowValid;
        }

        if (Column is { } column)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(body[0x17..], column);
            validity |= ColumnValid;
        }

        if (CorrectionMask is { } mask)
        {
            for (var word = 0; word < Math.Min(mask.Count, CorrectionMaskWords); word++)
                BinaryPrimitives.WriteUInt64LittleEndian(body[(0x19 + word * sizeof(ulong))..], mask[word]);
            validity |= CorrectionMaskValid;
        }

        if (ComponentId is { } componentId)
        {
            EventFields.WriteComponentId(body[0x39..], componentId);
            validity |= IsComponentIdPldm ? ComponentIdValid | ComponentIdIsPldm : ComponentIdValid;
        }

        if (SubChannel is { } subChannel) (body[0x49], validity) = (subChannel, validity | SubChannelValid);
        body[0x4A] = ThresholdFlags;
        EventFields.WriteUInt24(body[0x4B..], CorrectedErrors.GetValueOrDefault());
        body[0x4E] = SubType;
        BinaryPrimitives.WriteUInt16LittleEndian(body[0x0B..], (ushort)validity);
    }
}
