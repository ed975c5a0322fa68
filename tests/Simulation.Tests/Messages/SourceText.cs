using System.Text;

namespace CxlFabricSim.Simulation.Tests.Messages;

/// <summary>As much of C# as it takes to cut a call into its arguments and a text into what is written and what is filled in.</summary>
internal static class SourceText
{
    /// <summary>The arguments of a call, from behind its opening parenthesis; of an assignment, what is assigned.</summary>
    public static IReadOnlyList<string> Arguments(string text, int start)
    {
        var arguments = new List<string>();
        var (depth, from) = (0, start);
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    i = EndOfText(text, i, isInterpolated: text[i - 1] == '$');
                    break;
                case '\'':
                    i = text.IndexOf('\'', text[i + 1] == '\\' ? i + 3 : i + 2);
                    break;
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}' or ';' when depth-- == 0:
                    if (i > from) arguments.Add(text[from..i].Trim());
                    return arguments;
                case ',' when depth == 0:
                    arguments.Add(text[from..i].Trim());
                    from = i + 1;
                    break;
            }
        }

        throw new InvalidOperationException("a call does not end");
    }

    /// <summary>A written text with a hole for all that is filled in; null for any other expression.</summary>
    public static string? ShapeOf(string expression)
    {
        const string invariant = "FormattableString.Invariant(";
        if (expression.StartsWith(invariant, StringComparison.Ordinal)) expression = expression[invariant.Length..^1];
        var isInterpolated = expression.StartsWith("$\"", StringComparison.Ordinal);
        var open = isInterpolated ? 1 : 0;
        if (expression.Length < 2 || expression[open] != '"' || EndOfText(expression, open, isInterpolated) != expression.Length - 1) return null;
        var shape = new StringBuilder();
        for (var i = open + 1; i < expression.Length - 1; i++)
        {
            if (expression[i] == '\\') shape.Append(expression[++i]);
            else if (!isInterpolated || expression[i] is not ('{' or '}')) shape.Append(expression[i]);
            else if (expression[i + 1] == expression[i]) shape.Append(expression[++i]);
            else
            {
                i = EndOfHole(expression, i);
                shape.Append(MessageShape.HoleCharacter);
            }
        }

        return shape.ToString();
    }

    private static int EndOfText(string text, int open, bool isInterpolated)
    {
        for (var i = open + 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i;
            else if (isInterpolated && text[i] == '{' && text[i + 1] == '{') i++;
            else if (isInterpolated && text[i] == '{') i = EndOfHole(text, i);
        }

        throw new InvalidOperationException("a text does not end");
    }

    private static int EndOfHole(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '"') i = EndOfText(text, i, isInterpolated: text[i - 1] == '$');
            else if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth == 0) return i;
        }

        throw new InvalidOperationException("a hole does not end");
    }
}
