namespace CxlFabricSim.Components.Events;

/// <summary>An MLD Port Event Record (CXL 3.x, "MLD Port Event Records"): an error message of a multi-logical device behind a port.</summary>
public readonly ref struct MldPortEvent
{
    private const int MessageBytes = 8;

    /// <summary>8dc44363-0c96-4710-b7bf-04bb99534c3f: the bytes stand in the order of the text.</summary>
    private static ReadOnlySpan<byte> Uuid =>
        [0x8D, 0xC4, 0x43, 0x63, 0x0C, 0x96, 0x47, 0x10, 0xB7, 0xBF, 0x04, 0xBB, 0x99, 0x53, 0x4C, 0x3F];

    public EventHeader Header { get; init; }

    /// <summary>0 correctable, 1 non-fatal, 2 fatal.</summary>
    public byte Type { get; init; }

    public byte Port { get; init; }

    /// <summary>The error message's first 8 bytes, or as many as there are.</summary>
    public ReadOnlySpan<byte> Message { get; init; }

    /// <summary>Fills a record, but for the handle, which the log gives.</summary>
    /// <param name="record">At least <see cref="EventRecord.Bytes"/> long.</param>
    /// <param name="timestamp">The switch's timestamp.</param>
    public void Write(Span<byte> record, ulong timestamp)
    {
        Header.Write(record, Uuid, timestamp);
        var body = record[EventFields.BodyOffset..];
        body[0x00] = Type;
        body[0x01] = Port;
        Message[..Math.Min(Message.Length, MessageBytes)].CopyTo(body[0x04..]);
    }
}
