namespace CxlFabricSim.Actors.Tests.Reference;

/// <summary>
/// Actors and channels as plain data, from which the kernel and the reference simulator each build their own. An actor's
/// ports are numbered in the order of the channels. Every run asks for fresh behaviours.
/// </summary>
internal sealed record Topology(int Actors, IReadOnlyList<ChannelPlan> Channels, Func<int, ITestBehaviour> BehaviourOf)
{
    public long? Duration { get; init; }

    public long LongestChannel => Channels.Max(channel => channel.Latency + channel.PortDelay);

    public ChannelPlan[] OutputsOf(int actor) => [.. Channels.Where(channel => channel.From == actor)];
}
