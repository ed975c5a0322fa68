namespace CxlFabricSim.Simulation.Conformance;

/// <summary>What came of one step.</summary>
internal readonly record struct StepOutcome
{
    public static readonly StepOutcome Pass = new(null, null, null, false);

    private StepOutcome(string? expected, string? found, string? skipReason, bool losesState)
    {
        Expected = expected;
        Found = found;
        SkipReason = skipReason;
        LosesState = losesState;
    }

    public string? Expected { get; }

    public string? Found { get; }

    public string? SkipReason { get; }

    /// <summary>The step was skipped and would have changed the device: what follows cannot be compared.</summary>
    public bool LosesState { get; }

    public bool IsFailure => Expected is not null;

    public static StepOutcome Compare(string expected, string found) =>
        expected == found ? Pass : new StepOutcome(expected, found, null, false);

    public static StepOutcome Skip(string reason, bool losesState) => new(null, null, reason, losesState);
}
