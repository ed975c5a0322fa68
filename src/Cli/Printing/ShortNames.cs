namespace CxlFabricSim.Cli.Printing;

/// <summary>Makes long dotted names short enough for the head of a column.</summary>
internal static class ShortNames
{
    /// <summary>Of each name as much of its end as tells it from all others.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names, char separator) => [.. names.Select(name => ShortestEnd(name, names, separator))];

    /// <summary>A name on as many lines as it takes to keep each short.</summary>
    public static string Wrapped(string name, char separator, int width)
    {
        var lines = new List<string> { "" };
        foreach (var part in name.Split(separator))
        {
            if (lines[^1].Length + part.Length > width && lines[^1].Length > 0) lines.Add("");
            lines[^1] += part + separator;
        }

        return string.Join('\n', lines)[..^1];
    }

    private static string ShortestEnd(string name, IReadOnlyList<string> all, char separator)
    {
        for (var start = name.LastIndexOf(separator); start >= 0; start = start == 0 ? -1 : name.LastIndexOf(separator, start - 1))
        {
            var end = name[start..];
            // A metric's last word says too little: "latency.mean", not "mean".
            if (end.AsSpan(1).Contains(separator) || separator == ':')
            {
                if (all.Count(other => other.EndsWith(end, StringComparison.Ordinal) || other == end[1..]) == 1) return end[1..];
            }
        }

        return name;
    }
}
