using System.CommandLine;

namespace CxlFabricSim.Cli.Verbs;

/// <summary>Where a verb's JSON or CSV goes, and where its words go so that the data stays alone.</summary>
internal sealed class JsonOutput
{
    private const string StandardOutput = "-";

    private readonly string? _path;
    private readonly Surroundings _surroundings;

    private JsonOutput(string? path, Surroundings surroundings)
    {
        _path = path;
        _surroundings = surroundings;
    }

    /// <summary>Standard output, unless the JSON takes it.</summary>
    public TextWriter Human => _path == StandardOutput ? _surroundings.Error : _surroundings.Output;

    /// <summary>Whether it goes to standard output.</summary>
    public bool TakesStandardOutput => _path == StandardOutput;

    public static Option<string?> CreateOption() => new("--json")
    {
        Description = "Also writes the results as JSON to a file; - is standard output, and everything else then goes to standard error.",
        HelpName = "FILE",
    };

    /// <summary>Only one of two outputs can have standard output.</summary>
    public static void RefuseBoth(Command command, Option<string?> one, Option<string?> other) => command.Validators.Add(result =>
    {
        if (IsStandardOutput(one) && IsStandardOutput(other))
            result.AddError($"{one.Name} - and {other.Name} -: only one of them can have standard output");

        // Not its value: an option without one is another mistake, and has none to ask for.
        bool IsStandardOutput(Option<string?> option) => result.GetResult(option) is { Tokens: [{ Value: StandardOutput }] };
    });

    /// <summary>Opens the file once beforehand: a wrong path is no news for the end of a long run.</summary>
    public static JsonOutput Open(string? path, Surroundings surroundings)
    {
        if (path is not (null or StandardOutput)) new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        return new JsonOutput(path, surroundings);
    }

    public void Write(Action<Stream> write)
    {
        if (_path is null) return;
        if (_path == StandardOutput)
        {
            using var buffer = new MemoryStream();
            write(buffer);
            var text = System.Text.Encoding.UTF8.GetString(buffer.ToArray());
            if (text.EndsWith('\n')) _surroundings.Output.Write(text);
            else _surroundings.Output.WriteLine(text);
            return;
        }

        using var file = new FileStream(_path, FileMode.Create, FileAccess.Write);
        write(file);
    }
}
