using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Collects mistakes, and leaves out those that only follow from one already reported.</summary>
/// <param name="locate">Where a key path was written.</param>
/// <param name="earlier">What reading and binding reported.</param>
internal sealed class Findings(Func<string, SourcePosition> locate, IReadOnlyList<ScenarioError> earlier)
{
    private readonly List<ScenarioError> _errors = [];

    public IReadOnlyList<ScenarioError> Errors => _errors;

    /// <summary>Reports a mistake at a key, unless the key, or anything it was judged by, could not be read properly.</summary>
    /// <param name="path">The offending key.</param>
    /// <param name="found">What is wrong.</param>
    /// <param name="wouldDo">What would be right.</param>
    /// <param name="judgedBy">Other key paths that the judgement rests on.</param>
    public void Add(string path, string found, string wouldDo, params ReadOnlySpan<string> judgedBy)
    {
        if (IsBroken(path)) return;
        foreach (var other in judgedBy)
        {
            if (IsBroken(other)) return;
        }

        _errors.Add(new ScenarioError(locate(path), path, found, wouldDo));
    }

    /// <summary>Whether an earlier mistake stands at a key or below it.</summary>
    public bool IsBroken(string path) => earlier.Any(error => KeyPath.IsAtOrBelow(error.Key, path));
}
