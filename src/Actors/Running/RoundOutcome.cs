namespace CxlFabricSim.Actors.Running;

/// <summary>What follows a round.</summary>
public enum RoundOutcome
{
    /// <summary>Another round, to <see cref="DrivenRounds.Horizon"/>.</summary>
    Run = 0,

    /// <summary>The other nodes have been sent what is theirs: when theirs is here, <see cref="DrivenRounds.EndMeeting"/>.</summary>
    Meet = 1,

    /// <summary>The run is over: each partition takes what was last sent to it, and that is all.</summary>
    Over = 2,
}
