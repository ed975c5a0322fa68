namespace CxlFabricSim.Simulation.Distribution;

/// <summary>What a node did in a run; different from run to run.</summary>
/// <param name="Name">node-0, node-1 and so on.</param>
/// <param name="Actors">How many live there.</param>
/// <param name="Events">Messages taken and timers fired there.</param>
/// <param name="Seconds">Wall time of the run there.</param>
/// <param name="WaitedSeconds">Of that, in meetings with other nodes.</param>
/// <param name="BytesSent">To other nodes.</param>
/// <param name="Meetings">How often the nodes met.</param>
public sealed record NodeLoad(string Name, int Actors, long Events, double Seconds, double WaitedSeconds, long BytesSent, long Meetings);
