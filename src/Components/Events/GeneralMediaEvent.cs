using System.Buffers.Binary;

namespace CxlFabricSim.Components.Events;

/// <summary>A General Media Event Record (CXL 3.x, "General Media Event Record").</summary>
public sealed record GeneralMediaEvent : MediaEvent
{
    private const int ChannelValid = 1 << 0;
    private const int RankValid = 1 << 1;
    private const int DeviceValid = 1 << 2;
    private const int ComponentIdValid = 1 << 3;
    private const int ComponentIdIsPldm = 1 << 4;

    /// <summary>fbcd0a77-c260-417f-85a9-088b1621eba6: the bytes stand in the order of the text.</summary>
    private static ReadOnlySpan<byte> Uuid =>
        [0xFB, 0xCD, 0x0A, 0x77, 0xC2, 0x60, 0x41, 0x7F, 0x85, 0xA9, 0x08, 0x8B, 0x16, 0x21, 0xEB, 0xA6];

    /// <summary>A bit for each device of the rank, 24 bits.</summary>
    public uint? Device { get; init; }

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
        if (Device is { } device)
        {
            EventFields.WriteUInt24(body[0x0F..], device);
            validity |= DeviceValid;
        }

        if (ComponentId is { } componentId)
        {
            EventFields.WriteComponentId(body[0x12..], componentId);
            validity |= IsComponentIdPldm ? ComponentIdValid | ComponentIdIsPldm : ComponentIdValid;
        }

        body[0x22] = ThresholdFlags;
        EventFields.WriteUInt24(body[0x23..], CorrectedErrors.GetValueOrDefault());
        body[0x26] = SubType;
        BinaryPrimitives.WriteUInt16LittleEndian(body[0x0B..], (ushort)validity);
    }
}
