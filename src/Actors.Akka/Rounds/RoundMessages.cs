using Akka.Actor;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Akka.Rounds;

/// <summary>An actor of a node has made its elements.</summary>
/// <param name="Elements">By the number of their partition.</param>
internal sealed record ElementsMade(IReadOnlyList<KeyValuePair<int, IActorRef>> Elements);

/// <summary>Who has which partition.</summary>
internal sealed record MeetNeighbours(IReadOnlyList<IActorRef> ByPartition);

/// <summary>Run all that lies before the horizon.</summary>
internal sealed record RunRound(SimTime Horizon);

/// <summary>What one element says to another after a round. The sender leaves the bytes alone until it has run the next round.</summary>
internal sealed record SentBatch(ReadOnlyMemory<byte> Bytes);

/// <summary>An element has run a round.</summary>
internal sealed record RanRound(Vote Vote);

/// <summary>There are no more rounds: take what was last sent.</summary>
internal sealed record EndRounds
{
    public static EndRounds Instance { get; } = new();
}

/// <summary>An element has taken all that was sent to it.</summary>
internal sealed record EndedRounds
{
    public static EndedRounds Instance { get; } = new();
}

/// <summary>The other nodes' parts of a meeting are here, or one of them is lost.</summary>
internal sealed record NodesMet
{
    public static NodesMet Instance { get; } = new();
}

/// <summary>Time to look whether a meeting takes too long.</summary>
internal sealed record LookAround
{
    public static LookAround Instance { get; } = new();
}
