namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Where a key was written: a file with line and column from 1, or, with line 0, an option or environment variable.</summary>
public readonly record struct SourcePosition(string Source, int Line = 0, int Column = 0)
{
    public override string ToString() => Line == 0 ? Source : FormattableString.Invariant($"{Source}:{Line}:{Column}");
}
