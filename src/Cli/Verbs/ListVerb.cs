using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CxlFabricSim.Simulation.Listing;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim list FILE...</c>: a fabric's objects in the JSON of <c>cxl list</c>, and with its options.</summary>
internal static class ListVerb
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (ListKinds Kind, string Name, string Alias, string Description)[] Kinds =
    [
        (ListKinds.Memdevs, "--memdevs", "-M", "Lists memory devices (the default)."),
        (ListKinds.Buses, "--buses", "-B", "Lists buses, one a host."),
        (ListKinds.Ports, "--ports", "-P", "Lists ports: host bridges and virtual switches."),
        (ListKinds.Endpoints, "--endpoints", "-E", "Lists endpoints."),
        (ListKinds.Decoders, "--decoders", "-D", "Lists HDM decoders."),
        (ListKinds.Regions, "--regions", "-R", "Lists regions."),
    ];

    // A number names an object as well as its whole name does.
    private static readonly (ListKinds Kind, string Name, string Alias, string Prefix)[] Filters =
    [
        (ListKinds.Memdevs, "--memdev", "-m", "mem"),
        (ListKinds.Buses, "--bus", "-b", "root"),
        (ListKinds.Ports, "--port", "-p", "port"),
        (ListKinds.Endpoints, "--endpoint", "-e", "endpoint"),
        (ListKinds.Decoders, "--decoder", "-d", "decoder"),
        (ListKinds.Regions, "--region", "-r", "region"),
    ];

    public static Command Create(Surroundings surroundings)
    {
        var kinds = Kinds.Select(kind => (kind.Kind, Option: new Option<bool>(kind.Name, kind.Alias) { Description = kind.Description })).ToList();
        var filters = Filters.Select(filter => (Filter: filter, Option: CreateFilter(filter.Name, filter.Alias, filter.Prefix))).ToList();
        var targets = new Option<bool>("--targets", "-T") { Description = "Shows downstream ports, decoder targets and mappings in detail." };
        var extents = new Option<bool>("--extents", "-N") { Description = "Shows the accepted extents of regions of dynamic capacity." };
        var idle = new Option<bool>("--idle", "-i") { Description = "Shows decoders that decode nothing as well." };
        var human = new Option<bool>("--human", "-u") { Description = "Writes sizes with units and addresses in hex." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "All of -M -B -P -E -D -R -T -N." };
        var input = new ScenarioInput();
        var connect = FmConnection.CreateOption();
        var dialect = FmConnection.CreateDialectOption();
        var command = new Command("list", "Lists the objects of a fabric as cxl list does.");
        input.AddTo(command, isOptional: true);
        command.Add(connect);
        command.Add(dialect);
        foreach (var (_, option) in kinds) command.Add(option);
        foreach (var (_, option) in filters) command.Add(option);
        foreach (var option in new[] { targets, extents, idle, human, verbose }) command.Add(option);
        command.SetAction(parsed =>
        {
            var isVerbose = parsed.GetValue(verbose);
            var wanted = kinds.Where(kind => isVerbose || parsed.GetValue(kind.Option)).Aggregate(ListKinds.None, (all, kind) => all | kind.Kind);
            var names = filters.SelectMany(filter => NamesOf(parsed.GetValue(filter.Option) ?? [], filter.Filter.Kind, filter.Filter.Prefix)).ToList();
            var named = filters.Where(filter => parsed.GetResult(filter.Option) is not null).Aggregate(ListKinds.None, (all, filter) => all | filter.Filter.Kind);
            if (wanted == ListKinds.None) wanted = named;
            if (wanted == ListKinds.None) wanted = parsed.GetValue(extents) ? ListKinds.Regions : ListKinds.Memdevs;
            var options = new ListOptions(wanted, isVerbose || parsed.GetValue(targets), isVerbose || parsed.GetValue(extents), parsed.GetValue(idle), parsed.GetValue(human))
            {
                Names = names,
            };
            JsonNode? list;
            if (parsed.GetValue(connect) is { } address)
            {
                using var connection = FmConnection.Open(address, parsed.GetValue(dialect));
                list = JsonNode.Parse(connection.List(options));
            }
            else
            {
                if (input.Load(parsed, surroundings, looksAtBackings: false) is not { } scenario) return ExitCode.UserMistake;
                list = FabricList.Of(scenario, options);
            }

            surroundings.Output.WriteLine(list!.ToJsonString(Readable));
            return ExitCode.Success;
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(connect) is null == !input.HasFiles(result)) result.AddError("list: give scenario files, or --connect for a fabric that is served, and not both");
        });
        return command;
    }

    private static Option<string[]> CreateFilter(string name, string alias, string prefix) => new(name, alias)
    {
        Description = $"Lists only what has to do with this {name[2..]}, for example {prefix}0{(prefix == "decoder" ? ".0" : "")}; "
            + "several with commas, or all.",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private static IEnumerable<ListName> NamesOf(string[] texts, ListKinds kind, string prefix)
    {
        var names = texts.SelectMany(text => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)).ToList();
        if (names.Contains("all")) return [];
        return names.Select(name => new ListName(kind, char.IsAsciiDigit(name[0]) ? prefix + name : name));
    }
}
