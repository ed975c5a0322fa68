using System.Buffers.Binary;

namespace CxlFabricSim.Components.Events;

/// <summary>A Physical Switch Event Record (CXL 3.x, "Physical Switch Event Records"): what happened at a physical port.</summary>
public readonly ref struct PhysicalSwitchEvent
{
    /// <summary>The record repeats the block of Get Physical Port State behind the port's id up to and with the link flags.</summary>
    private const int StateBytes = 14;
    private const int StateOffset = 0x05;

    /// <summary>77cf9271-9c02-470b-9fe4-bc7b75f2da97: the bytes stand in the order of the text.</summary>
    private static ReadOnlySpan<byte> Uuid =>
        [0x77, 0xCF, 0x92, 0x71, 0x9C, 0x02, 0x47, 0x0B, 0x9F, 0xE4, 0xBC, 0x7B, 0x75, 0xF2, 0xDA, 0x97];

    public EventHeader Header { get; init; }

    public PhysicalSwitchEventType Type { get; init; }

    /// <summary>The slot status register of the port's bridge.</summary>
    public ushort SlotStatus { get; init; }

    /// <summary>The port's block of Get Physical Port State; its first byte is the port's id.</summary>
    public ReadOnlySpan<byte> PortState { get; init; }

    /// <summary>Fills a record, but for the handle, which the log gives.</summary>
    /// <param name="record">At least <see cref="EventRecord.Bytes"/> long.</param>
    /// <param name="timestamp">The switch's timestamp.</param>
    public void Write(Span<byte> record, ulong timestamp)
    {
        Header.Write(record, Uuid, timestamp);
        var body = record[EventFields.BodyOffset..];
        body[0x00] = PortState[0];
        body[0x01] = (byte)Type;
        BinaryPrimitives.WriteUInt16LittleEndian(body[0x02..], SlotStatus);
        PortState.Slice(1, StateBytes).CopyTo(body[StateOffset..]);
    }
}
