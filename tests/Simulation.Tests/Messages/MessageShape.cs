using System.Text.RegularExpressions;

namespace CxlFabricSim.Simulation.Tests.Messages;

/// <summary>A message as the source has it: what is filled in stands as an ellipsis.</summary>
internal sealed record MessageShape(string Topic, string Found, string WouldDo)
{
    public const string Hole = "…";
    public const char HoleCharacter = '…';

    // Parser's messages are told behind these words.
    private static readonly string Prefix = Regex.Escape("cannot be parsed: ");

    private readonly Regex _found = new($"^(?:{Prefix})?{PatternOf(Found)}$", RegexOptions.Singleline);
    private readonly Regex _wouldDo = new($"^{PatternOf(WouldDo)}$", RegexOptions.Singleline);

    /// <summary>Of several shapes that fit a message, the one with the most words of its own made it.</summary>
    public int Words => Found.Replace(Hole, "", StringComparison.Ordinal).Length + WouldDo.Replace(Hole, "", StringComparison.Ordinal).Length;

    public bool Fits(string found, string wouldDo) => _found.IsMatch(found) && _wouldDo.IsMatch(wouldDo);

    private static string PatternOf(string shape) => Regex.Escape(shape).Replace(Hole, ".*", StringComparison.Ordinal);
}
