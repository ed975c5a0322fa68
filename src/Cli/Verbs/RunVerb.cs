using System.CommandLine;
using System.Globalization;
using CxlFabricSim.Actors.Mpi;
using CxlFabricSim.Cli.Live;
using CxlFabricSim.Cli.Nodes;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Serving;
using CxlFabricSim.Simulation.Tracing;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim run FILE...</c>: runs a scenario, prints what it measured and whether all held that should.</summary>
internal static class RunVerb
{
    /// <summary>Under this key an exception carries the seed of the run that it ended.</summary>
    public const string SeedKey = "cxlsim seed";

    private const int MaxThreads = 1024;

    public static Command Create(Surroundings surroundings)
    {
        var input = new ScenarioInput();
        var nodes = new NodesInput();
        var engine = new EngineInput("--join");
        var json = JsonOutput.CreateOption();
        var seed = new Option<string?>("--seed") { Description = "Runs with another seed than the scenario's.", HelpName = "N" };
        var isExact = new Option<bool>("--threads-exact") { Description = "Never runs on fewer threads than asked for, even where that is faster." };
        var threads = new Option<int>("--threads")
        {
            Description = "Worker threads of each process at most, 1 when left out; with --engine akka as many as there are processors. The results are the same for every number.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxThreads) return number;
                result.AddError($"--threads: \"{text}\" is not a number from 1 to {MaxThreads}");
                return 0;
            },
        };

        var replay = new Option<string?>("--replay")
        {
            Description = "Gives the fabric what came from outside in a recording of cxlsim serve, at the same times: the digest is the same.",
            HelpName = "FILE",
        };
        var samples = new Option<string?>("--samples")
        {
            Description = "Also writes what the scenario's sampling saw over time as CSV to a file; - is standard output, and everything else then goes to standard error.",
            HelpName = "FILE",
        };
        var model = ModelOption.Create();
        var trace = new Option<string?>("--trace")
        {
            Description = "Writes the way of sampled requests in the Chrome trace format, which Perfetto (ui.perfetto.dev) opens.",
            HelpName = "FILE",
        };
        var traceEvery = new Option<int>("--trace-every")
        {
            Description = "Samples the requests in one of so many slots of each host.",
            HelpName = "N",
            DefaultValueFactory = _ => 16,
        };
        traceEvery.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() < 1) result.AddError("--trace-every: a number from 1 on would do");
        });
        var command = new Command("run", "Runs a scenario and prints its results.");
        input.AddTo(command);
        command.Add(threads);
        command.Add(isExact);
        nodes.AddTo(command);
        engine.AddTo(command, hasGrain: true);
        command.Add(seed);
        command.Add(replay);
        command.Add(json);
        command.Add(samples);
        command.Add(trace);
        command.Add(traceEvery);
        command.Add(model);
        JsonOutput.RefuseBoth(command, json, samples);
        command.SetAction(parsed =>
        {
            IEnumerable<string> seedOverride = [.. parsed.GetValue(seed) is { } text ? [$"seed={text}"] : Array.Empty<string>(), .. surroundings.Joined?.Settings ?? []];
            // Of the files behind devices each node looks at its own.
            if (input.Load(parsed, surroundings, seedOverride, MpiJob.SizeOf(surroundings.Environment) is null && surroundings.Joined is null) is not { } scenario) return ExitCode.UserMistake;
            scenario = ModelOption.Apply(parsed.GetValue(model), scenario);
            if (nodes.Plan(parsed, surroundings, NodePlacement.NodesOf(scenario)) is not { } plan) return ExitCode.UserMistake;
            var samplesPath = parsed.GetValue(samples);
            if (samplesPath is not null && scenario.Sampling is null)
            {
                var place = new SourcePosition($"--samples {samplesPath}");
                var none = new ScenarioError(place, "sampling", "the scenario takes no samples", "--set sampling:interval=1us, or the same in the file");
                ScenarioInput.Print([none], surroundings);
                return ExitCode.UserMistake;
            }

            var arguments = parsed.Tokens.Select(token => token.Value).ToList();
            var onAkka = engine.Read(parsed, scenario, nodes.PatienceOf(parsed), surroundings.Joined is not null) with
            {
                Threads = parsed.GetResult(threads) is { Implicit: false } ? parsed.GetValue(threads) : null,
            };
            if (plan.IsAkka && plan.Role != NodesRole.Node)
            {
                var request = new RunRequest([.. arguments, .. plan.FurtherArguments], NodePlacement.RolesOfNodes(scenario, plan.Nodes));
                if (plan.Role == NodesRole.Starter || MembersStarter.HasCluster(onAkka)) return MembersStarter.Run(request, onAkka, engine.ConfigPathOf(parsed), surroundings);
            }

            var samplesOutput = JsonOutput.Open(samplesPath, surroundings);
            var output = JsonOutput.Open(parsed.GetValue(json), surroundings);
            var traceOutput = JsonOutput.Open(parsed.GetValue(trace), surroundings);
            var recording = parsed.GetValue(replay) is { } path ? Recording.Load(path) : null;
            var watch = new RunWatch();
            var options = new RunOptions(parsed.GetValue(threads), parsed.GetValue(isExact), watch, recording, parsed.GetValue(trace) is null ? 0 : parsed.GetValue(traceEvery));
            if (plan.Role == NodesRole.Starter)
            {
                return NodeStarter.Run(
                    plan, arguments, surroundings, (lost, handed) => LostRun.Results(scenario, options, handed, lost) is { } soFar ? Finish(soFar) : ExitCode.NodeLost);
            }

            if (plan.IsAkka && onAkka is { IsGrainNode: true, Threads: > 1 } && surroundings.Joined is not { IsAskedForHere: false })
                surroundings.Error.WriteLine($"cxlsim: --threads {onAkka.Threads} is left aside: with --grain node one thread at a time runs all of a node");
            // A node that was not asked for the run leaves on a signal: whoever joined it hears of that.
            using var signals = new StopSignals(surroundings.Joined is { IsAskedForHere: false } ? static () => { } : watch.Interrupt, plan.Role == NodesRole.Node);
            var driver = surroundings.Joined?.CreateDriver(onAkka) ?? (plan.IsAkka ? AkkaEngine.CreateDriver(onAkka) : null);
            using var ownedDriver = driver as IDisposable;
            surroundings.Joined?.FollowLeave(watch.Interrupt);
            return Run(scenario, options with { Driver = driver }, plan.Role == NodesRole.Node ? nodes.PatienceOf(parsed) : null, surroundings, results => Finish(results, signals));

            int Finish(RunResults ran, StopSignals? signals = null)
            {
                var results = ran.IsInterrupted ? ran : ran with { Failures = [.. ran.Failures, .. ExpectationEvaluator.Evaluate(ran, scenario.Expectations)] };
                output.Write(stream => ResultsJson.Write(results, stream));
                if (parsed.GetValue(trace) is not null) traceOutput.Write(stream => ChromeTrace.Write(results.Trace, stream));
                if (results.Samples is { } taken) samplesOutput.Write(stream => SamplesCsv.Write(taken, stream));
                ResultsPrinter.Print(results, samplesOutput.TakesStandardOutput ? surroundings.Error : output.Human, surroundings);
                // Nobody may have asked a run to end early that has lost a node.
                if (results.IsInterrupted) return results.LostNodes.Count > 0 || signals is not { Received: > 0 } ? ExitCode.NodeLost : ExitCode.Signalled + signals.Received;
                return results.Failures.Count == 0 ? ExitCode.Success : ExitCode.Failed;
            }
        });
        return command;
    }

    private static int Run(Scenario scenario, RunOptions options, TimeSpan? patience, Surroundings surroundings, Func<RunResults, int> finish)
    {
        try
        {
            return patience is { } ofNodes
                ? NodeRun.Run(scenario, options, ofNodes, surroundings, finish)
                : finish(Simulate(scenario, options, surroundings));
        }
        catch (Exception exception)
        {
            exception.Data[SeedKey] = scenario.Seed;
            throw;
        }
    }

    private static RunResults Simulate(Scenario scenario, RunOptions options, Surroundings surroundings)
    {
        using var progress = surroundings.IsErrorTerminal ? new ProgressLine(options.Watch!, surroundings.Error, scenario.Name, scenario.Duration) : null;
        return surroundings.Simulate(scenario, options);
    }
}
