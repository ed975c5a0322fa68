using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CxlFabricSim.Cli.Nodes;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Simulation.Benchmarks;
using Spectre.Console;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim bench</c>: measures the simulator against raw copies of the same memory.</summary>
internal static class BenchVerb
{
    private const string Akka = "akka";
    private const string AkkaNode = "akka-node";

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Surroundings surroundings)
    {
        var json = JsonOutput.CreateOption();
        var nodes = new NodesInput();
        var members = new EngineInput("--join");
        var cases = new Option<string[]>("--case")
        {
            Description = "Measures only this case; may be given several times.",
            HelpName = "NAME",
        };
        cases.AcceptOnlyFromAmong([.. BenchRunner.Cases.Union(NodesBenchmark.Cases)]);
        var scaling = new Option<bool>("--scaling") { Description = "Measures what a run over nodes goes by, on two of them, and simulates up to 1,000." };
        var model = new Option<string[]>("--model")
        {
            Description = "The timing model, full or simple; given twice, both in one run.",
            HelpName = "full|simple",
            DefaultValueFactory = _ => ["full"],
        };
        model.AcceptOnlyFromAmong("full", "simple");
        var engine = new Option<string[]>("--engine")
        {
            Description = "embedded, or akka in builds that have it: one Akka actor an element, or for akka-node one in all; given several times, in turns in one run. Over several nodes akka or akka-node instead of MPI.",
            HelpName = "embedded|akka|akka-node",
            DefaultValueFactory = _ => [BenchEngine.Embedded.Name],
        };
        engine.AcceptOnlyFromAmong(BenchEngine.Embedded.Name, Akka, AkkaNode);
        var command = new Command("bench", "Measures the simulator itself, beside raw copies of the same memory.") { json, cases, model, scaling, engine };
        nodes.AddTo(command, hasEngine: false);
        members.AddTo(command, hasGrain: false);
        command.SetAction(parsed =>
        {
            var engines = parsed.GetRequiredValue(engine);
            var isAkka = engines is [Akka or AkkaNode];
            if (nodes.Plan(parsed, surroundings, parsed.GetValue(scaling) ? 2 : 0, isAkka) is not { } plan) return ExitCode.UserMistake;
            var known = plan.Role == NodesRole.Alone ? BenchRunner.Cases : NodesBenchmark.Cases;
            var names = parsed.GetValue(cases) is { Length: > 0 } some ? some : known;
            if (names.FirstOrDefault(name => !known.Contains(name)) is { } elsewhere)
            {
                surroundings.Error.WriteLine($"cxlsim: {elsewhere} is measured {(plan.Role == NodesRole.Alone ? "over several nodes: --nodes 2" : "in one process: without --nodes")}");
                return ExitCode.UserMistake;
            }

            if (plan.Role != NodesRole.Alone && parsed.GetResult(engine) is { Implicit: false } && (!isAkka || parsed.GetValue(scaling)))
            {
                surroundings.Error.WriteLine("cxlsim: several nodes are measured over MPI, without --engine, or as members of a cluster, by --engine akka or akka-node alone and without --scaling");
                return ExitCode.UserMistake;
            }

            if (parsed.GetValue(scaling) && plan.Nodes != 2)
            {
                surroundings.Error.WriteLine($"cxlsim: --scaling measures two nodes, and there {(plan.Nodes == 1 ? "is 1" : $"are {plan.Nodes}")}; --nodes 2, or no --nodes, would do");
                return ExitCode.UserMistake;
            }

            var arguments = parsed.Tokens.Select(token => token.Value).ToList();
            var onAkka = members.Read(parsed, null, nodes.PatienceOf(parsed), surroundings.Joined is not null);
            if (plan.Role == NodesRole.Starter)
            {
                return plan.IsAkka
                    ? MembersStarter.Run(RunRequest.Of(arguments, plan.Nodes), onAkka, members.ConfigPathOf(parsed), surroundings)
                    : NodeStarter.Run(plan, arguments, surroundings);
            }

            var output = JsonOutput.Open(parsed.GetValue(json), surroundings);
            if (plan.Role == NodesRole.Node)
            {
                return NodeRun.Join(nodes.PatienceOf(parsed), surroundings, group =>
                {
                    if (parsed.GetValue(scaling)) return Scale(group, output);
                    var driver = surroundings.Joined?.CreateDriver(OptionsOf(engines[0]));
                    var measured = NodesBenchmark.Run(names, group.Cluster, group.Description, what => Tell(what, group.Node), driver);
                    if (measured is null) return ExitCode.Success;
                    output.Write(stream => JsonSerializer.Serialize(stream, measured, Camel));
                    NodesBenchTable.Print(measured, output.Human, surroundings);
                    return ExitCode.Success;
                });
            }

            var drivers = engines.Select(name => name == BenchEngine.Embedded.Name ? BenchEngine.Embedded : new BenchEngine(name, AkkaEngine.CreateDriver(OptionsOf(name)))).ToList();
            var report = BenchRunner.Run(names, parsed.GetRequiredValue(model).Select(ModelOption.IsSimple).ToList(), what => Tell(what, 0), drivers);
            foreach (var one in drivers) (one.Driver as IDisposable)?.Dispose();
            output.Write(stream => JsonSerializer.Serialize(stream, report, Camel));
            Print(report, output.Human, surroundings);
            return ExitCode.Success;

            EngineOptions OptionsOf(string name) => onAkka with { IsGrainNode = name == AkkaNode };
        });
        return command;

        int Scale(NodeGroup group, JsonOutput output)
        {
            if (ScalingBenchmark.Run(group.Cluster, group.Description, what => Tell(what, group.Node)) is not { } report) return ExitCode.Success;
            output.Write(stream => JsonSerializer.Serialize(stream, report, Camel));
            ScalingTable.Print(report, output.Human, surroundings);
            return ExitCode.Success;
        }

        void Tell(string what, int node)
        {
            if (node == 0) surroundings.Error.WriteLine($"cxlsim bench: {what}");
        }
    }

    private static void Print(BenchReport report, TextWriter human, Surroundings surroundings)
    {
        if (report.Commands.Count > 0) PrintCommands(report.Commands, human, surroundings);
        if (report.Cases.Count == 0) return;
        human.WriteLine(string.Create(CultureInfo.InvariantCulture, $"raw copies: {report.RawCopiesPerSecond / 1e6:0.00} M/s"));
        var table = Tables.Create("case", "model", "engine", "#threads", "#requests/s", "#events/s", "#ratio to raw", "#bytes/request", "#build");
        foreach (var one in report.Cases)
        {
            table.AddRow(
                Tables.Text(one.Name), one.IsSimple ? "simple" : "full", one.Engine, Tables.Number(one.Threads), Tables.Number((long)one.RequestsPerSecond), Tables.Number((long)one.EventsPerSecond),
                Tables.Text(one.RatioToRawCopy.ToString("0.000", CultureInfo.InvariantCulture)), Tables.Decimal(one.AllocatedBytesPerRequest),
                Tables.Text(string.Create(CultureInfo.InvariantCulture, $"{one.BuildSeconds:0.00} s")));
        }

        Tables.Console(human, surroundings).Write(table);
    }

    private static void PrintCommands(IReadOnlyList<CommandTiming> commands, TextWriter human, Surroundings surroundings)
    {
        var table = Tables.Create("case", "command", "#calls", "#us each");
        foreach (var one in commands)
        {
            table.AddRow(
                Tables.Text(one.Name), Tables.Text(string.Create(CultureInfo.InvariantCulture, $"{(int)one.Opcode:X4}h {one.Opcode}")),
                Tables.Number(one.Calls), Tables.Decimal(one.Microseconds));
        }

        Tables.Console(human, surroundings).Write(table);
    }
}
