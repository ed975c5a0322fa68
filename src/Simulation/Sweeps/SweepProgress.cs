namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>How far a sweep is.</summary>
/// <param name="Runs">All that it consists of.</param>
/// <param name="Found">Done by an earlier sweep.</param>
/// <param name="Done">Done by this one.</param>
/// <param name="Failed">Of all done, those that failed.</param>
/// <param name="Running">Going on now.</param>
public readonly record struct SweepProgress(int Runs, int Found, int Done, int Failed, int Running);
