using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CxlFabricSim.Actors.Mpi;
using CxlFabricSim.Simulation.Distribution;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>The options that say over how many processes a run goes, and what follows from them.</summary>
internal sealed class NodesInput
{
    private const string Embedded = "embedded";
    private const string Mpi = "mpi";
    private const string Akka = "akka";
    private const int MostSeconds = 86_400;

    private readonly Option<int?> _nodes = new("--nodes")
    {
        Description = "Processes that share the run; the results are the same for every number. Without it as many as the scenario's placement names, or one.",
        HelpName = "N",
        CustomParser = result => NumberIn(result, "--nodes", NodeNames.MostNodes),
    };

    private readonly Option<string?> _engine = new("--engine")
    {
        Description = $"{Embedded}: one process. {Mpi}: several, started by mpirun; taken where there are several nodes. {Akka}: one or several, on Akka.NET, in builds that have it.",
        HelpName = $"{Embedded}|{Mpi}|{Akka}",
    };

    private readonly Option<int?> _timeout = CreateTimeoutOption();

    public NodesInput() => _engine.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: not (Embedded or Mpi or Akka) and var other }]) result.AddError($"--engine: \"{other}\" is none that this program has; {Embedded}, {Mpi} or {Akka} would do");
    });

    /// <param name="command">What gets the options.</param>
    /// <param name="hasEngine">False for a command with engines of its own.</param>
    public void AddTo(Command command, bool hasEngine = true)
    {
        command.Add(_nodes);
        if (hasEngine) command.Add(_engine);
        command.Add(_timeout);
    }

    /// <summary>For how long a node may be without an answer.</summary>
    public TimeSpan PatienceOf(ParseResult parsed) => PatienceOf(parsed, _timeout);

    /// <summary>The same for a verb that has this option alone.</summary>
    public static TimeSpan PatienceOf(ParseResult parsed, Option<int?> timeout) => TimeSpan.FromSeconds(parsed.GetValue(timeout) ?? 30);

    public static Option<int?> CreateTimeoutOption() => new("--node-timeout")
    {
        Description = "Seconds after which a node that does not answer is taken for lost, and the run ends with the results so far; 30 when left out.",
        HelpName = "SECONDS",
        CustomParser = result => NumberIn(result, "--node-timeout", MostSeconds),
    };

    /// <summary>What to do; null when options, scenario and job do not go together, which then stands in the error output.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="surroundings">Of this process.</param>
    /// <param name="placed">How many nodes the scenario's placement names; none where there is none.</param>
    /// <param name="isAkka">A command with engines of its own was given one of Akka's.</param>
    public NodesPlan? Plan(ParseResult parsed, Surroundings surroundings, int placed = 0, bool isAkka = false)
    {
        var (asked, engine) = (parsed.GetValue(_nodes), isAkka ? Akka : parsed.GetValue(_engine));
        var job = surroundings.Joined?.Nodes.Cluster.Nodes ?? MpiJob.SizeOf(surroundings.Environment);
        var nodes = job ?? asked ?? (engine == Embedded ? 1 : Math.Max(1, placed));
        var mistake = engine == Embedded && nodes > 1 ? $"--engine {Embedded} is one process, and there are {nodes} nodes"
            : engine == Akka && job is not null && surroundings.Joined is null
                ? $"--engine {Akka}: mpirun has started this process, and members of a cluster are started by --nodes or cxlsim node"
            : asked is not null && asked != nodes ? $"--nodes {asked}: {(surroundings.Joined is null ? "mpirun has started" : "the cluster has")} {nodes} processes"
            : engine != Embedded && placed > nodes ? $"the scenario's placement names {NodeNames.Of(placed - 1)}, and there {(nodes == 1 ? "is 1 node" : $"are {nodes} nodes")}, from node-0 on"
            : null;
        if (mistake is not null)
        {
            surroundings.Error.WriteLine($"cxlsim: {mistake}");
            return null;
        }

        if (engine == Embedded && placed > 0) surroundings.Error.WriteLine($"cxlsim: the scenario's placement is left aside: --engine {Embedded} is one process");
        var how = job is not null ? NodesRole.Node : nodes > 1 || engine == Mpi ? NodesRole.Starter : NodesRole.Alone;
        if (engine == Akka) return new NodesPlan(job is null && nodes == 1 ? NodesRole.Alone : how, nodes, [], IsAkka: true);
        return new NodesPlan(how, nodes, asked is null ? ["--nodes", nodes.ToString(CultureInfo.InvariantCulture)] : []);
    }

    private static int? NumberIn(ArgumentResult result, string option, int most)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most) return number;
        result.AddError($"{option}: \"{text}\" is not a number from 1 to {most}");
        return null;
    }
}
