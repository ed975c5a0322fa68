namespace CxlFabricSim.Actors.Akka.Wire;

/// <summary>What a frame carries.</summary>
internal enum FrameKind : byte
{
    /// <summary>A part of a round's batch, with the vote.</summary>
    Round = 1,

    /// <summary>A part of a node's results.</summary>
    Results = 2,

    /// <summary>The results have come.</summary>
    ResultsTaken = 3,

    /// <summary>Nothing: the node leaves, and asks all to end the run.</summary>
    Leaving = 4,

    /// <summary>A part of a letter beside the rounds; its round is the letter's number.</summary>
    Letter = 5,
}
