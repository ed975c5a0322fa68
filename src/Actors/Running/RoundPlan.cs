namespace CxlFabricSim.Actors.Running;

/// <summary>What follows from what all have voted.</summary>
/// <param name="IsOver">Nothing more is run.</param>
/// <param name="WasInterrupted">Somebody ended the run before its end.</param>
/// <param name="End">Where the run ends, as far as is known.</param>
/// <param name="Horizon">How far each may go before it has to hear of the others.</param>
internal readonly record struct RoundPlan(bool IsOver, bool WasInterrupted, long End, long Horizon)
{
    /// <param name="agreed">All votes together.</param>
    /// <param name="duration">When the run ends at the latest.</param>
    /// <param name="crossing">The shortest channel between those who voted.</param>
    public static RoundPlan After(in Vote agreed, long duration, long crossing)
    {
        var end = Math.Min(duration, agreed.Stop);
        var hasWork = agreed.Next < end;
        var wasInterrupted = hasWork && agreed.IsInterrupted;
        var horizon = agreed.Next < end - crossing ? agreed.Next + crossing : end;
        return new RoundPlan(!hasWork || wasInterrupted, wasInterrupted, wasInterrupted ? agreed.Next : end, horizon);
    }
}
