namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>One direction between two actors, as plain data: times in picoseconds, credits by class.</summary>
internal sealed record ChannelPlan(int From, int To, long Latency, int[] Credits, ulong BytesPerSecond = 0, long PortDelay = 0, bool Pulled = false)
{
    /// <summary>Bytes of a flit; zero for a line without.</summary>
    public int FlitBytes { get; init; }

    /// <summary>The sending port takes no message faster.</summary>
    public long ServiceTime { get; init; }
}
