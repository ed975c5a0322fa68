namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>Finds the known name that a mistyped one most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest edits; null when none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var best = known
            .Select(candidate => (Name: candidate, Edits: Edits(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Edits)
            .FirstOrDefault();
        return best.Name is not null && best.Edits <= Math.Max(2, name.Length / 3) ? best.Name : null;
    }

    /// <summary>"did you mean x? known: x, y": what to say beside an unknown name.</summary>
    public static string Advice(string name, IReadOnlyCollection<string> known, string noneKnown)
    {
        const int listedAtMost = 12;
        if (known.Count == 0) return noneKnown;
        var listed = string.Join(", ", known.Take(listedAtMost)) + (known.Count > listedAtMost ? ", ..." : "");
        return Of(name, known) is { } nearest ? $"did you mean \"{nearest}\"? known: {listed}" : $"known: {listed}";
    }

    // Levenshtein's distance, with two neighbouring letters exchanged counting one.
    private static int Edits(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replace, 1 + Math.Min(rows[i - 1, j], rows[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[left.Length, right.Length];
    }
}
