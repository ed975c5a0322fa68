using System.Reflection;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Tests.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Messages;

/// <summary>Scenarios that are wrong in one way each: those of the other tests' tables, and what these leave out.</summary>
internal static class MessageCases
{
    private static readonly Type[] Tables = [typeof(MistakeTests), typeof(ValidationTests), typeof(QuantityTests)];

    /// <summary>Messages that take a machine that no test can count on, and why.</summary>
    public static IReadOnlyDictionary<string, string> NotMadeHere { get; } = new Dictionary<string, string>
    {
    };

    // Pieces of the small scenario exchanged.
    private static readonly (string Piece, string Replacement)[] Changes =
    [
    ];

    // Whole files.
    private static readonly string[] Texts =
    [
    ];

    private static readonly string[] Options =
    [
    ];

    /// <summary>All mistakes of all cases, files named as if they stood in the current folder.</summary>
    public static IEnumerable<ScenarioError> Errors()
    {
        var texts = Tables.SelectMany(TableOf).Concat(Changes).Select(change => ScenarioText.Small.Replace(change.Piece, change.Replacement, StringComparison.Ordinal));
        foreach (var error in texts.Concat(Texts).SelectMany(text => ErrorsOf(text))) yield return error;
        foreach (var error in Options.SelectMany(option => ErrorsOf(ScenarioText.Small, option))) yield return error;
        foreach (var error in OddFiles()) yield return error;
    }

    /// <summary>The parser's own words, which are not ours to list.</summary>
    public static bool IsOfTheYamlParser(ScenarioError error) => error.Found.StartsWith("cannot be parsed: ", StringComparison.Ordinal);

    private static IEnumerable<(string Piece, string Replacement)> TableOf(Type tests) => tests.GetMethods()
        .Where(method => method.GetParameters() is [{ Name: "piece" }, { Name: "replacement" }, ..])
        .SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>().SelectMany(row => row.GetData(method)))
        .Select(row => ((string)row[0], (string)row[1]));

    private static List<ScenarioError> ErrorsOf(string text, params string[] options)
    {
        using var folder = new TemporaryFolder();
        return ErrorsOf(folder, folder.Write("scenario.yaml", text), options);
    }

    // Built as well where it loads, since some mistakes show only then.
    private static List<ScenarioError> ErrorsOf(TemporaryFolder folder, string file, params string[] options)
    {
        var loaded = ScenarioLoader.Load([file], options, new Dictionary<string, string>());
        var errors = loaded.Errors;
        if (loaded.Scenario is { } scenario)
        {
            try
            {
                Simulator.Run(scenario with { Duration = Protocol.SimTime.FromNanoseconds(1) }, new RunOptions());
            }
            catch (ScenarioException problem)
            {
                errors = problem.Errors;
            }
        }

        return errors.Select(error => Relative(error, folder)).ToList();
    }

    private static ScenarioError Relative(ScenarioError error, TemporaryFolder folder)
    {
        string Short(string text) => text.Replace(folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(folder.Path, ".", StringComparison.Ordinal);
        return error with
        {
            Position = error.Position with { Source = Short(error.Position.Source) },
            Found = Short(error.Found),
            WouldDo = Short(error.WouldDo),
        };
    }

    private static List<ScenarioError> OddFiles()
    {
        using var folder = new TemporaryFolder();
        var errors = new List<ScenarioError>();
        foreach (var file in new[] { folder.Path, Path.Combine(folder.Path, "missing.yaml"), "/dev/zero", "/proc/self/mem" }) errors.AddRange(ErrorsOf(folder, file));
        var latin = Path.Combine(folder.Path, "latin.yaml");
        File.WriteAllBytes(latin, [0xE9, 0x20]);
        errors.AddRange(ErrorsOf(folder, latin));
        var huge = folder.Write("huge.yaml", "");
        using (var stream = File.OpenWrite(huge)) stream.SetLength(100 << 20);
        errors.AddRange(ErrorsOf(folder, huge));

        folder.Write("small.mem", "not 512 MiB");
        Directory.CreateDirectory(Path.Combine(folder.Path, "folder.mem"));
        using var used = File.Open(Path.Combine(folder.Path, "used.mem"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        foreach (var path in new[] { "small.mem", "used.mem", "folder.mem", "/dev/zero" })
        {
            var text = ScenarioText.SmallWith("dcd0: {logicalDevices: 2, volatile: 512MiB", $"dcd0: {{logicalDevices: 2, volatile: {{size: 512MiB, path: {path}}}");
            errors.AddRange(ErrorsOf(folder, folder.Write("scenario.yaml", text)));
        }

        return errors;
    }
}
