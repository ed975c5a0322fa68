using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>One mistake in a scenario: where it stands, what was found there and what would do.</summary>
/// <param name="Position">File, line and column, or the option or variable that said it.</param>
/// <param name="Key">The key path, as <c>--set</c> takes it; empty for a mistake of the whole file.</param>
/// <param name="Found">What is wrong, in words.</param>
/// <param name="WouldDo">What would be right; empty when that is plain.</param>
public sealed record ScenarioError(SourcePosition Position, string Key, string Found, string WouldDo = "")
{
    public string File => Position.Source;
    public int Line => Position.Line;
    public int Column => Position.Column;

    /// <summary>One line: <c>file:line:col: key: found; what would do</c>.</summary>
    public override string ToString()
    {
        var key = Key.Length == 0 ? "" : $"{Key}: ";
        var wouldDo = WouldDo.Length == 0 ? "" : $"; {WouldDo}";
        return $"{Position}: {key}{Found}{wouldDo}";
    }
}
