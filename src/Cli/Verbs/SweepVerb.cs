using System.CommandLine;
using System.Globalization;
using CxlFabricSim.Cli.Live;
using CxlFabricSim.Cli.Nodes;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Sweeps;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim sweep FILE... --vary path=values</c>: runs a scenario once for each combination of values, and makes one table of it.</summary>
internal static class SweepVerb
{
    private const int MostJobs = 1024;

    public static Command Create(Surroundings surroundings)
    {
        var input = new ScenarioInput();
        var vary = new Option<string[]>("--vary")
        {
            Description = "A key and its values: key:path=1,2,4, key:path=1..16*2 or key:path=10ns..100ns+10ns; may be given again, for all combinations.",
            HelpName = "key:path=values",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        var repeat = new Option<string?>("--repeat")
        {
            Description = "Runs each point with several seeds: how many, from the scenario's on, or which: 3,7,11 or 1..10.",
            HelpName = "SEEDS",
        };
        var jobs = CreateJobs();
        var nodes = new NodesInput();
        var engine = new EngineInput("--join");
        var folder = new Option<string?>("--out")
        {
            Description = "Keeps a results file for each run in a folder; a sweep that was interrupted, or has more values now, makes only what is not there.",
            HelpName = "DIR",
        };
        var metric = new Option<string[]>("--metric")
        {
            Description = "What to show, by the names of expectations, * for any letters: hosts.*.latency.p99; several with commas, may be given again.",
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        var csv = new Option<string?>("--csv") { Description = "Also writes the table as CSV to a file; - is standard output.", HelpName = "FILE" };
        var json = JsonOutput.CreateOption();
        var command = new Command("sweep", "Runs a scenario once for each combination of varied values, and prints one table.");
        input.AddTo(command);
        foreach (var option in new Option[] { vary, repeat, jobs, folder, metric, csv, json }) command.Add(option);
        nodes.AddTo(command);
        engine.AddTo(command, hasGrain: false);
        JsonOutput.RefuseBoth(command, json, csv);
        command.SetAction(parsed =>
        {
            var plan = SweepPlanner.Plan(
                new SweepRequest
                {
                    Files = input.FilesOf(parsed),
                    Overrides = input.OverridesOf(parsed),
                    Environment = surroundings.Environment,
                    Vary = parsed.GetValue(vary) ?? [],
                    Repeat = parsed.GetValue(repeat),
                    Metrics = [.. (parsed.GetValue(metric) ?? []).SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries))],
                    Version = $"{CommandLine.Version}+{BuildIdentity.OfThisProgram}",
                },
                out var errors);
            ScenarioInput.Print(errors, surroundings);
            if (plan is null || nodes.Plan(parsed, surroundings) is not { } spread) return ExitCode.UserMistake;
            var arguments = parsed.Tokens.Select(token => token.Value).ToList();
            if (spread is { IsAkka: true, Role: not NodesRole.Node })
            {
                var onAkka = engine.Read(parsed, ScenarioOf(plan.Points[0]), nodes.PatienceOf(parsed));
                return MembersStarter.Run(RunRequest.Of(arguments, spread.Nodes), onAkka, engine.ConfigPathOf(parsed), surroundings);
            }

            if (spread.Role == NodesRole.Starter) return NodeStarter.Run(spread, arguments, surroundings);
            if (spread is { Role: NodesRole.Node, Nodes: > 1 })
            {
                return NodeRun.Join(nodes.PatienceOf(parsed), surroundings, group =>
                {
                    if (group.Node == 0) return Finish(parsed, plan, new SweepOverNodes(group.Post, parsed.GetValue(jobs) ?? 1, surroundings));
                    // mpirun passes signals on to all nodes: the first one tells the others what follows.
                    using var signals = new StopSignals(() => { }, isNode: true);
                    var worker = new PointWorker(plan, group.Post, surroundings.Simulate);
                    surroundings.Joined?.FollowLeave(worker.Leave);
                    worker.Serve();
                    return ExitCode.Success;
                });
            }

            return Finish(parsed, plan, null);
        });
        return command;

        int Finish(ParseResult parsed, SweepPlan plan, SweepOverNodes? farm)
        {
            var outputs = (Json: JsonOutput.Open(parsed.GetValue(json), surroundings), Csv: JsonOutput.Open(parsed.GetValue(csv), surroundings));
            if (IsPlaced(plan.Points[0])) surroundings.Error.WriteLine("cxlsim: the scenario's placement is left aside: each run of a sweep is one process");
            var store = parsed.GetValue(folder) is { } path ? new PointStore(path) : null;
            var runner = farm?.RunnerOf(plan, store) ?? new SweepRunner(plan, store, surroundings.Simulate);
            Action interrupt = farm is null ? runner.Interrupt : () => farm.Interrupt(runner);
            using var signals = new StopSignals(interrupt, isNode: farm is not null);
            surroundings.Joined?.FollowLeave(interrupt);
            var table = SweepTable.Of(plan, farm?.Run(runner) ?? Run(runner, parsed.GetValue(jobs) ?? Environment.ProcessorCount, surroundings));
            outputs.Json.Write(stream => SweepJson.Write(table, stream));
            outputs.Csv.Write(stream => SweepCsv.Write(table, stream));
            var human = outputs.Csv.TakesStandardOutput ? surroundings.Error : outputs.Json.Human;
            SweepPrinter.Print(table, human, surroundings);
            if (farm is { IsForsaken: true } && table.Missing > 0) return ExitCode.NodeLost;
            if (signals.Received == 0 || table.Missing == 0) return table.Failed == 0 ? ExitCode.Success : ExitCode.Failed;
            human.WriteLine(store is null ? "interrupted: --out DIR would have kept what is done" : "interrupted: the same command goes on from here");
            return ExitCode.Signalled + signals.Received;
        }
    }

    private static Option<int?> CreateJobs() => new("--jobs")
    {
        Description = "Runs at once, each on one thread and with memory of its own; as many as there are processors when left out, one on each of several nodes. The results are the same for every number.",
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostJobs) return number;
            result.AddError($"--jobs: \"{text}\" is not a number from 1 to {MostJobs}");
            return null;
        },
    };

    private static IReadOnlyList<PointResult?> Run(SweepRunner runner, int jobs, Surroundings surroundings)
    {
        using var progress = surroundings.IsErrorTerminal ? new SweepLine(runner, surroundings.Error) : null;
        return runner.Run(jobs);
    }

    private static bool IsPlaced(SweepPoint point) => ScenarioOf(point) is { } scenario && NodePlacement.NodesOf(scenario) > 0;

    private static Scenario? ScenarioOf(SweepPoint point) => ScenarioLoader.Load(point.Files, point.Overrides, point.Variables).Scenario;
}
