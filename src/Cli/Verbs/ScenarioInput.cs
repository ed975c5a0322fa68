using System.CommandLine;
using System.CommandLine.Parsing;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Cli.Verbs;

/// <summary>The arguments that name a scenario, shared by the verbs that load one.</summary>
internal sealed class ScenarioInput
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Scenario files, YAML or JSON; with several, later ones are laid over earlier ones.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _overrides = new("--set")
    {
        Description = "Sets one key, for example --set hosts:host0:outstandingLines=32; may be given again.",
        HelpName = "key:path=value",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <param name="command">The verb.</param>
    /// <param name="isOptional">The verb can do without a scenario.</param>
    public void AddTo(Command command, bool isOptional = false)
    {
        if (isOptional) _files.Arity = ArgumentArity.ZeroOrMore;
        // What follows no option is a file to the parser, a mistyped option included.
        _files.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
                result.AddError($"there is no option {token.Value}; a file of that name is written ./{token.Value}");
        });
        command.Add(_files);
        command.Add(_overrides);
    }

    /// <summary>Whether files are named on the command line.</summary>
    public bool HasFiles(CommandResult command) => command.GetResult(_files) is { Tokens.Count: > 0 };

    /// <summary>The files named, in order.</summary>
    public IReadOnlyList<string> FilesOf(ParseResult parsed) => parsed.GetRequiredValue(_files);

    /// <summary>What --set says, in order.</summary>
    public IReadOnlyList<string> OverridesOf(ParseResult parsed) => parsed.GetValue(_overrides) ?? [];

    /// <summary>The scenario; null when it has mistakes, which then stand in the error output.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="surroundings">Where mistakes are told.</param>
    /// <param name="furtherOverrides">As --set gives them, and after those.</param>
    /// <param name="looksAtBackings">Whether files behind devices that a run could not use are mistakes.</param>
    public Scenario? Load(ParseResult parsed, Surroundings surroundings, IEnumerable<string>? furtherOverrides = null, bool looksAtBackings = true)
    {
        var overrides = (parsed.GetValue(_overrides) ?? []).Concat(furtherOverrides ?? []).ToList();
        var loaded = ScenarioLoader.Load(parsed.GetRequiredValue(_files), overrides, surroundings.Environment, looksAtBackings);
        Print(loaded.Errors, surroundings);
        return loaded.Scenario;
    }

    /// <summary>A line for each mistake, and how many there are.</summary>
    public static void Print(IReadOnlyList<ScenarioError> errors, Surroundings surroundings)
    {
        foreach (var error in errors) surroundings.Error.WriteLine(error);
        if (errors.Count > 1) surroundings.Error.WriteLine($"{errors.Count} mistakes");
    }
}
