using System.CommandLine;
using CxlFabricSim.Cli.Printing;
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

        var report = surroundings.Conform(paths);
        foreach (var failure in report.Failures)
            surroundings.Output.WriteLine($"{failure.Vector}: {failure.Step}: expected {failure.Expected}, found {failure.Found}");
        if (report.Skips.Count > 0) PrintSkips(report.Skips, surroundings);
        if (report.Passed == 0) surroundings.Error.WriteLine("cxlsim: nothing passed: are these files of recorded vectors?");
        surroundings.Output.WriteLine($"{report.Passed} passed, {report.Failures.Count} failed, {report.Skips.Sum(skip => skip.Count)} skipped");
        return report.Failures.Count == 0 && report.Passed > 0 ? ExitCode.Success : ExitCode.Failed;
    }

    private static void PrintSkips(IReadOnlyList<ConformanceSkip> skips, Surroundings surroundings)
    {
        var table = Tables.Create("skipped", "why", "#steps");
        foreach (var skip in skips) table.AddRow(Tables.Text(skip.What), Tables.Text(skip.Why), Tables.Number(skip.Count));
        Tables.Console(surroundings.Output, surroundings).Write(table);
    }
}
