using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>A bug in an actor: it ends the run, and names the actor, the virtual time and the message that the actor took last.</summary>
public sealed class ActorFailedException(string actor, SimTime time, string? lastTaken, Exception cause)
    : Exception($"{actor} failed at {time}: {cause.Message}{(lastTaken is null ? "" : $"; it last took {lastTaken}")}", cause)
{
    public string Actor { get; } = actor;

    public SimTime Time { get; } = time;

    /// <summary>What the message was, over which channel it came, and when; null where there was none.</summary>
    public string? LastTaken { get; } = lastTaken;
}
