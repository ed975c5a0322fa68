namespace CxlFabricSim.Simulation.Conformance;

/// <summary>What came of one step: the recorded answer beside ours, or why there is none.</summary>
internal readonly record struct StepOutcome
{
    /// <summary>A step that asks for no answer.</summary>
    public static readonly StepOutcome Pass = Compare("", "");

    private StepOutcome(string expected, string found, string? skipReason, bool losesState)
    {
        Expected = expected;
        Found = found;
        SkipReason = skipReason;
        LosesState = losesState;
    }

    public string Expected { get; }

    public string Found { get; }

    public string? SkipReason { get; }

    /// <summary>The step was skipped and would have changed the device: what follows cannot be compared.</summary>
    public bool LosesState { get; }

    public static StepOutcome Compare(string expected, string found) => new(expected, found, null, false);

    public static StepOutcome Skip(string reason, bool losesState) => new("", "", reason, losesState);
}
