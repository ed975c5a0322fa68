namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>Something that happened to an actor, with a hash of the payload that it saw.</summary>
internal readonly record struct LogEntry(long Time, LogKind Kind, int Port, ulong Id, ulong Payload = 0)
{
    /// <summary>The log's view of a message that was taken.</summary>
    public static LogEntry Of(long time, int port, TestMessage message)
    {
        var payload = (ulong)message.Class << 32 | (uint)message.Bytes;
        foreach (var value in message.Line ?? []) payload = (payload ^ value) * 0x100000001B3;
        if (message.Record != null) payload ^= 0xCBF29CE484222325;
        foreach (var value in message.Record ?? []) payload = (payload ^ value) * 0x100000001B3;
        return new LogEntry(time, LogKind.Receive, port, message.Id, payload);
    }
}
