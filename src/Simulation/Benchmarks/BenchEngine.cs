using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>Who runs the actors of a benchmark.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Driver">Null for threads of the engine's own.</param>
public sealed record BenchEngine(string Name, IDriver? Driver)
{
    public static BenchEngine Embedded { get; } = new("embedded", null);
}
