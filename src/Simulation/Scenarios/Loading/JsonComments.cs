namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Finds the comments of "JSON with comments", which YAML would take for keys and values and then be wrong about everything behind.</summary>
internal static class JsonComments
{
    /// <summary>Line and column, from 1, of the first // or /* in a JSON text that stands outside quotes; null when there is none.</summary>
    public static (int Line, int Column)? Find(string text)
    {
        if (text.AsSpan().TrimStart() is not (['{' or '[', ..] or ['/', '/' or '*', ..])) return null;
        var (line, lineStart) = (1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n':
                    (line, lineStart) = (line + 1, i + 1);
                    break;
                case '"':
                    i = EndOfQuoted(text, i);
                    break;
                case '#' when StandsAlone(text, i):
                    // A comment of YAML: what it says is nobody's business.
                    i = EndOfLine(text, i) - 1;
                    break;
                case '/' when i + 1 < text.Length && text[i + 1] is '/' or '*' && StandsAlone(text, i):
                    return (line, i - lineStart + 1);
            }
        }

        return null;
    }

    // Inside a word it is no comment: a path or an address may be written without quotes.
    private static bool StandsAlone(string text, int index) => index == 0 || char.IsWhiteSpace(text[index - 1]) || text[index - 1] is ',' or '{' or '[' or '}' or ']' or '"';

    // A quoted text of JSON ends on its line; one that does not is left to the parser to complain about.
    private static int EndOfQuoted(string text, int start)
    {
        for (var i = start + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i;
        }

        return start;
    }

    private static int EndOfLine(string text, int start) => text.IndexOf('\n', start) is >= 0 and var end ? end : text.Length;
}
