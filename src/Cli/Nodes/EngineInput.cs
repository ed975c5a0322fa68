using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>The options of the Akka engine that verbs share.</summary>
internal sealed class EngineInput
{
    private const string Element = "element";
    private const string Node = "node";

    private readonly Option<string> _grain = new("--grain")
    {
        Description = $"With --engine akka, what one Akka actor runs: each host, switch or device ({Element}), or all of a node ({Node}), which is faster.",
        HelpName = $"{Element}|{Node}",
        DefaultValueFactory = _ => Element,
    };

    private readonly Option<string[]> _seeds;

    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "With --engine akka, where others reach this member; a free port of the loopback when left out.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _config = new("--akka-config")
    {
        Description = "With --engine akka, HOCON settings that are laid over the program's own.",
        HelpName = "FILE",
    };

    /// <param name="seedOption">How the option is called that names members of a cluster.</param>
    public EngineInput(string seedOption)
    {
        _grain.AcceptOnlyFromAmong(Element, Node);
        _seeds = new Option<string[]>(seedOption)
        {
            Description = "With --engine akka, a member of the cluster to join; may be given again.",
            HelpName = "HOST:PORT",
            DefaultValueFactory = _ => [],
        };
        _seeds.Validators.Add(result => CheckAddresses(result, seedOption));
        _listen.Validators.Add(result => CheckAddresses(result, _listen.Name));
    }

    public void AddTo(Command command, bool hasGrain)
    {
        if (hasGrain) command.Add(_grain);
        command.Add(_seeds);
        command.Add(_listen);
        command.Add(_config);
    }

    public string? ConfigPathOf(ParseResult parsed) => parsed.GetValue(_config) is { } path ? Path.GetFullPath(path) : null;

    /// <param name="parsed">The command line.</param>
    /// <param name="scenario">Whose seeds count where the command line has none; null without one.</param>
    /// <param name="patience">For how long another node may be without an answer.</param>
    /// <param name="hasJoined">Whether the cluster is joined already, maybe on a machine that has not the settings of whoever asked for the run.</param>
    public EngineOptions Read(ParseResult parsed, Scenario? scenario, TimeSpan patience, bool hasJoined = false)
    {
        var seeds = parsed.GetRequiredValue(_seeds);
        if (seeds.Length == 0 && scenario is not null) seeds = [.. scenario.Placement.Seeds];
        var hocon = !hasJoined && parsed.GetValue(_config) is { } path ? File.ReadAllText(path) : null;
        return new EngineOptions(parsed.CommandResult.GetResult(_grain) is not null && parsed.GetValue(_grain) == Node, seeds, parsed.GetValue(_listen), hocon, patience);
    }

    private static void CheckAddresses(OptionResult result, string option)
    {
        foreach (var token in result.Tokens.Where(token => !IsAddress(token.Value))) result.AddError($"{option}: \"{token.Value}\" is no HOST:PORT");
    }

    private static bool IsAddress(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
