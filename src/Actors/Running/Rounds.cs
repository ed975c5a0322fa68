namespace CxlFabricSim.Actors.Running;

/// <summary>The rounds of a run whose partitions meet after each. Everybody who is told the same votes comes to the same plan.</summary>
/// <param name="duration">When the run ends at the latest.</param>
/// <param name="crossing">The shortest channel between those who meet.</param>
/// <param name="takesTurns">Whether a round is the turn of one side of the model, wherever its actors run.</param>
internal struct Rounds(long duration, long crossing, bool takesTurns)
{
    private Turns _turns;
    private long? _interruptedAt;

    public RoundPlan After(in Vote agreed)
    {
        var end = Math.Min(duration, agreed.Stop);
        // The side that is behind catches up first: all stand at one time at the end.
        if (agreed.IsInterrupted && agreed.Next < end) _interruptedAt ??= takesTurns ? Math.Max(agreed.Next, _turns.Farthest) : agreed.Next;
        var wasInterrupted = _interruptedAt < end;
        if (wasInterrupted) end = _interruptedAt!.Value;
        if (agreed.Next >= end) return new RoundPlan(true, wasInterrupted, end, new Turn(false, end));
        // Without turns they all stand at the next event, wherever they were allowed to go: other nodes may have held them up.
        if (!takesTurns) _turns = default;
        _turns.Skip(agreed.Next);
        return new RoundPlan(false, wasInterrupted, end, _turns.Take(crossing, end, takesTurns));
    }
}
