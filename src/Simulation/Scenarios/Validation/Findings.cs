using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Templates;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Collects mistakes, and leaves out those that only follow from one already reported.</summary>
/// <param name="locate">Where a key path was written.</param>
/// <param name="unread">Key paths whose values could not be read: what stands there now is a default.</param>
/// <param name="made">What a topology made: mistakes in it are reported at the topology, and once for all parts that are alike.</param>
internal sealed class Findings(Func<string, SourcePosition> locate, IReadOnlyCollection<string> unread, MadeParts? made = null)
{
    private readonly List<ScenarioError> _errors = [];
    private readonly HashSet<string> _alike = new(StringComparer.Ordinal);

    public IReadOnlyList<ScenarioError> Errors => _errors;

    /// <summary>Reports a mistake at a key, unless the key, or anything it was judged by, could not be read.</summary>
    /// <param name="path">The offending key.</param>
    /// <param name="found">What is wrong.</param>
    /// <param name="wouldDo">What would be right.</param>
    /// <param name="judgedBy">Other key paths that the judgement rests on.</param>
    public void Add(string path, string found, string wouldDo, params ReadOnlySpan<string> judgedBy)
    {
        if (IsUnread(path)) return;
        foreach (var other in judgedBy)
        {
            if (IsUnread(other)) return;
        }

        if (made?.OriginOf(path) is { } origin)
        {
            // A thousand hosts made alike have a mistake a thousand times; they differ in numbers only.
            if (!_alike.Add(string.Concat($"{path} {found}".Where(character => !char.IsAsciiDigit(character))))) return;
            if (origin == MadeParts.Topology) found = $"{path}, which it makes: {found}";
            path = origin;
        }

        _errors.Add(new ScenarioError(locate(path), path, found, wouldDo));
    }

    /// <summary>Whether a value, or one above or below it, could not be read.</summary>
    public bool IsUnread(string path) => IsListUnread(path) || unread.Any(other => KeyPath.IsAtOrBelow(other, Origin(path)));

    /// <summary>Whether a map or list as such could not be read, so that a name missing in it may have been there; single entries do not count.</summary>
    public bool IsListUnread(string path) => unread.Any(other => KeyPath.IsAtOrBelow(Origin(path), other));

    /// <summary>Whether a mistake stands at a key or below it, read or judged.</summary>
    public bool IsWrong(string path) => IsUnread(path) || _errors.Any(error => KeyPath.IsAtOrBelow(error.Key, Origin(path)));

    private string Origin(string path) => made?.OriginOf(path) ?? path;
}
