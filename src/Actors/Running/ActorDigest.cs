namespace CxlFabricSim.Actors.Running;

/// <summary>What one actor adds to the digest of a run.</summary>
/// <param name="Actor">Its number in the model.</param>
/// <param name="Messages">Over all messages that it took.</param>
/// <param name="Events">Messages taken and timers fired.</param>
/// <param name="State">Over the state that it had at the end.</param>
public readonly record struct ActorDigest(int Actor, ulong Messages, long Events, ulong State);
