namespace CxlFabricSim.Actors.Running;

/// <summary>What follows from what all have voted.</summary>
/// <param name="IsOver">Nothing more is run.</param>
/// <param name="WasInterrupted">Somebody ended the run before its end.</param>
/// <param name="End">Where the run ends, as far as is known.</param>
/// <param name="Turn">Whose turn it is, and how far they may go before they have to hear of the others.</param>
internal readonly record struct RoundPlan(bool IsOver, bool WasInterrupted, long End, Turn Turn);
