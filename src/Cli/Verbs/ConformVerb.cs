using System.CommandLine;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Simulation.Conformance;
using Spectre.Console;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim conform PATH...</c>: replays recorded vectors against the simulated devices.</summary>
internal static class ConformVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files of recorded vectors, or folders of such files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("conform", "Replays recorded vectors and compares every answer.") { paths };
        command.SetAction(parsed => Replay(parsed.GetRequiredValue(paths), surroundings));
        return command;
    }

    private static int Replay(string[] paths, Surroundings surroundings)
    {
        var missing = paths.Where(path => !Path.Exists(path)).ToList();
        foreach (var path in missing) surroundings.Error.WriteLine($"{path}: there is no such file or folder");
        if (missing.Count > 0) return ExitCode.UserMistake;

        var report = ConformanceRunner.Run(paths);
        foreach (var failure in report.Failures) surroundings.Output.WriteLine(failure);
        if (report.SkipReasons.Count > 0) PrintSkips(report.SkipReasons, surroundings);
        foreach (var error in report.Errors) surroundings.Error.WriteLine(error);
        if (report.Passed == 0) surroundings.Error.WriteLine("cxlsim: nothing passed: are these files of recorded vectors?");
        surroundings.Output.WriteLine(report.Summary);
        if (report.Errors.Count > 0) return ExitCode.UserMistake;
        return report.Succeeded ? ExitCode.Success : ExitCode.Failed;
    }

    private static void PrintSkips(IReadOnlyDictionary<string, int> skips, Surroundings surroundings)
    {
        var table = Tables.Create("skipped because", "#steps");
        foreach (var (reason, count) in skips) table.AddRow(Tables.Text(reason), Tables.Number(count));
        Tables.Console(surroundings.Output, surroundings).Write(table);
    }
}
