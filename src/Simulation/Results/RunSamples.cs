using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Results;

/// <summary>What a run looked like over time.</summary>
/// <param name="Interval">From one sample to the next: the scenario's, doubled as often as the run was too long for it.</param>
/// <param name="Times">The end of each interval; the last one ends with the run, and may be shorter.</param>
/// <param name="Series">Each with a value for every interval.</param>
public sealed record RunSamples(SimTime Interval, IReadOnlyList<SimTime> Times, IReadOnlyList<SampleSeries> Series);
