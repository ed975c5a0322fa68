namespace CxlFabricSim.Simulation.Conformance;

/// <summary>A step of a vector whose recorded answer is not ours.</summary>
public sealed record ConformanceFailure(string Vector, string Step, string Expected, string Found)
{
    public override string ToString() => $"{Vector}: {Step}: expected {Expected}, found {Found}";
}
