using System.Text;

namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>Reads a scenario file into nodes, or says why it cannot be read.</summary>
internal static class ScenarioFileReader
{
    // A fabric of 1,000 hosts and devices written out takes about 1 MB; what is far larger is another kind of file.
    private const long MaxBytes = 16 << 20;

    /// <summary>The file's nodes; null when it could not be read or parsed, with at least one error.</summary>
    public static ConfigNode? Read(string path, List<ScenarioError> errors)
    {
        var text = ReadText(path, errors);
        return text is null ? null : YamlReader.Parse(text, path, errors);
    }

    private static string? ReadText(string path, List<ScenarioError> errors)
    {
        try
        {
            if (Directory.Exists(path)) return Refuse(path, "is a folder", "name the scenario files in it", errors);
            if (!File.Exists(path)) return Refuse(path, "there is no such file", "check the name and the current folder", errors);
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.CanSeek && file.Length > MaxBytes)
                return Refuse(path, $"has {file.Length >> 20} MiB", $"a scenario file has at most {MaxBytes >> 20} MiB", errors);
            using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Checked(path, ReadAtMost(reader, MaxBytes), errors);
        }
        catch (DecoderFallbackException)
        {
            return Refuse(path, "is not UTF-8 text", "a scenario is YAML or JSON, saved as UTF-8", errors);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refuse(path, $"cannot be read: {exception.Message}", "", errors);
        }
    }

    // A device or pipe has no length to look at beforehand.
    private static string? ReadAtMost(StreamReader reader, long limit)
    {
        var text = new StringBuilder();
        var buffer = new char[64 << 10];
        for (var count = reader.Read(buffer); count > 0; count = reader.Read(buffer))
        {
            text.Append(buffer, 0, count);
            if (text.Length > limit) return null;
        }

        return text.ToString();
    }

    private static string? Checked(string path, string? text, List<ScenarioError> errors)
    {
        if (text is null) return Refuse(path, "has no end in sight", $"a scenario file has at most {MaxBytes >> 20} MiB", errors);
        if (text.Contains('\0')) return Refuse(path, "is binary: it contains a NUL character", "a scenario is YAML or JSON text", errors);
        return text;
    }

    private static string? Refuse(string path, string found, string wouldDo, List<ScenarioError> errors)
    {
        errors.Add(new ScenarioError(new SourcePosition(path), "", found, wouldDo));
        return null;
    }
}
