using CxlFabricSim.Protocol;

namespace CxlFabricSim.Actors.Running;

/// <summary>What an engine says of a finished run.</summary>
/// <param name="End">
/// The duration or the announced stop; of a run that had nothing left to do, its last event; of an interrupted one, the time of what
/// would have come next.
/// </param>
/// <param name="Events">Messages taken and timers fired.</param>
/// <param name="Windows">Windows run, over all partitions.</param>
/// <param name="Threads">Worker threads the run was divided for.</param>
/// <param name="FoldedRounds">Rounds in which one thread ran all partitions because the windows were small.</param>
/// <param name="IsInterrupted">It was asked to end before it was done.</param>
/// <param name="Meetings">How often the nodes met.</param>
/// <param name="Lost">Why the run ended early on the nodes that are left; null when none was lost.</param>
public sealed record RunReport(
    SimTime End, long Events, long Windows, int Threads, long FoldedRounds, bool IsInterrupted = false, long Meetings = 0, NodeLostException? Lost = null);
