namespace CxlFabricSim.Simulation;

/// <summary>How to run a scenario; nothing here changes what comes out.</summary>
/// <param name="Threads">Worker threads at most.</param>
/// <param name="ThreadsExact">Use that many even where fewer would be faster: for tests.</param>
public sealed record RunOptions(int Threads = 1, bool ThreadsExact = false);
