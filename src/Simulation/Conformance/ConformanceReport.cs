namespace CxlFabricSim.Simulation.Conformance;

/// <summary>The outcome of a replay: each step and each mapping of a vector counts one.</summary>
public sealed class ConformanceReport
{
    private readonly List<ConformanceFailure> _failures = [];
    private readonly List<string> _errors = [];
    private readonly SortedDictionary<string, int> _departures = new(StringComparer.Ordinal);
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

    /// <summary>Steps answered as the specification says, where the recorded device departs from it.</summary>
    public int Departed { get; private set; }

    /// <summary>Steps by departure; a step with several counts for each.</summary>
    public IReadOnlyDictionary<string, int> Departures => _departures;

    public string Summary => Departed == 0
        ? $"{Passed} passed, {Failed} failed, {Skipped} skipped"
        : $"{Passed} passed, {Departed} departed, {Failed} failed, {Skipped} skipped";

    internal void AddPass() => Passed++;

    internal void AddDeparture(IEnumerable<string> names)
    {
        Departed++;
        foreach (var name in names) _departures[name] = _departures.GetValueOrDefault(name) + 1;
    }

    internal void AddFailure(ConformanceFailure failure) => _failures.Add(failure);

    internal void AddError(string error) => _errors.Add(error);

    internal void AddSkip(string reason, int count = 1)
    {
        if (count == 0) return;
        Skipped += count;
        _skipReasons[reason] = _skipReasons.GetValueOrDefault(reason) + count;
    }
}
