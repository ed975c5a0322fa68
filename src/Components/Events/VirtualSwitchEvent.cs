using System.Buffers.Binary;

namespace CxlFabricSim.Components.Events;

/// <summary>A Virtual CXL Switch Event Record (CXL 3.x, "Virtual CXL Switch Event Records"): what happened at a vPPB.</summary>
public sealed record VirtualSwitchEvent
{
    /// <summary>40d26425-3396-4c4d-a5da-3d47263af425, as the specification has it: the bytes stand in the order of the text.</summary>
    private static ReadOnlySpan<byte> Uuid =>
        [0x40, 0xD2, 0x64, 0x25, 0x33, 0x96, 0x4C, 0x4D, 0xA5, 0xDA, 0x3D, 0x47, 0x26, 0x3A, 0xF4, 0x25];

    public EventHeader Header { get; init; }

    public byte Vcs { get; init; }

    public byte Vppb { get; init; }

    public VirtualSwitchEventType Type { get; init; }

    /// <summary>Status, port and logical device as Get Virtual CXL Switch Info shows them.</summary>
    public (byte Status, byte Port, byte LdId) Binding { get; init; }

    /// <summary>The registers of the vPPB.</summary>
    public ushort LinkControl { get; init; }

    /// <summary>The registers of the vPPB.</summary>
    public ushort SlotControl { get; init; }

    /// <summary>Fills a record, but for the handle, which the log gives.</summary>
    /// <param name="record">At least <see cref="EventRecord.Bytes"/> long.</param>
    /// <param name="timestamp">The switch's timestamp.</param>
    public void Write(Span<byte> record, ulong timestamp)
    {
        Header.Write(record, Uuid, timestamp);
        var body = record[EventFields.BodyOffset..];
        body[0x00] = Vcs;
        body[0x01] = Vppb;
        body[0x02] = (byte)Type;
        body[0x03] = Binding.Status;
        body[0x04] = Binding.Port;
        body[0x05] = Binding.LdId;
        BinaryPrimitives.WriteUInt16LittleEndian(body[0x06..], LinkControl);
        BinaryPrimitives.WriteUInt16LittleEndian(body[0x08..], SlotControl);
    }
}
