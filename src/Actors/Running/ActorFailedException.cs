using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>A bug in an actor: it ends the run, and names the actor and the virtual time.</summary>
public sealed class ActorFailedException(string actor, SimTime time, Exception cause)
    : Exception($"{actor} failed at {time}: {cause.Message}", cause)
{
    public string Actor { get; } = actor;

    public SimTime Time { get; } = time;
}
