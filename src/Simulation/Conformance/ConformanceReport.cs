namespace CxlFabricSim.Simulation.Conformance;

/// <summary>The outcome of a replay: each step and each mapping of a vector counts one.</summary>
public sealed class ConformanceReport
{
    private readonly List<ConformanceFailure> _failures = [];
    private readonly List<string> _errors = [];
    private readonly SortedDictionary<string, int> _skipReasons = new(StringComparer.Ordinal);

    public int Passed { get; private set; }

    public int Failed => _failures.Count;

    public int Skipped { get; private set; }

    public IReadOnlyList<ConformanceFailure> Failures => _failures;

    /// <summary>Why steps were skipped, and how many each.</summary>
    public IReadOnlyDictionary<string, int> SkipReasons => _skipReasons;

    /// <summary>Files that could not be read or are not vectors.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Something passed, nothing failed, every file was readable.</summary>
    public bool Succeeded => Passed > 0 && Failed == 0 && _errors.Count == 0;

    public string Summary => $"{Passed} passed, {Failed} failed, {Skipped} skipped";

    internal void AddPass() => Passed++;

    internal void AddFailure(ConformanceFailure failure) => _failures.Add(failure);

    internal void AddError(string error) => _errors.Add(error);

    internal void AddSkip(string reason, int count = 1)
    {
        if (count == 0) return;
        Skipped += count;
        _skipReasons[reason] = _skipReasons.GetValueOrDefault(reason) + count;
    }
}
