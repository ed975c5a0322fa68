namespace CxlFabricSim.Actors.Running;

/// <summary>What a partition says between two windows; votes are combined by taking the earliest of each and the sum of events.</summary>
/// <param name="Next">The earliest time at which anything happens: of its own, and of what it has just sent.</param>
/// <param name="Stop">The stop that an actor announced, or never.</param>
/// <param name="Events">Events since the last vote, to judge whether more threads pay.</param>
/// <param name="IsInterrupted">Somebody outside has asked the run to end: one such vote ends it for all.</param>
public readonly record struct Vote(long Next, long Stop, long Events, bool IsInterrupted = false)
{
    public static Vote Neutral => new(long.MaxValue, long.MaxValue, 0);

    public Vote Combine(in Vote other) => new(Math.Min(Next, other.Next), Math.Min(Stop, other.Stop), Events + other.Events, IsInterrupted | other.IsInterrupted);
}
