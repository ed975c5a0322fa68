namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>One direction between two actors, as plain data: times in picoseconds, credits by class.</summary>
internal sealed record ChannelPlan(int From, int To, long Latency, int[] Credits, ulong BytesPerSecond = 0, long PortDelay = 0, bool Pulled = false);
