using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>Values as an option lists them: <c>1,2,8..64*2</c>, or lists and maps in brackets.</summary>
internal static class ValueList
{
    /// <summary>All values, ranges spelled out; null and the mistake when the text is wrong.</summary>
    public static IReadOnlyList<string>? Parse(string text, out Mistake? mistake)
    {
        mistake = null;
        var values = new List<string>();
        foreach (var piece in Split(text))
        {
            if (piece.Length == 0)
            {
                mistake = new Mistake($"\"{text}\" has an empty value", "values with commas between them, for example 1,2,4");
                return null;
            }

            if (!ValueRange.IsRange(piece)) values.Add(piece);
            else if (ValueRange.Expand(piece, out mistake) is { } range) values.AddRange(range);
            else return null;
        }

        if (values.GroupBy(value => value, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is not { Key: var twice }) return values;
        mistake = new Mistake($"\"{twice}\" stands there twice", "name each value once");
        return null;
    }

    // A comma inside brackets belongs to the value.
    private static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '[' or '{') depth++;
            else if (text[i] is ']' or '}') depth--;
            if (text[i] != ',' || depth > 0) continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }

        yield return text[start..].Trim();
    }
}
