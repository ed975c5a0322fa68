using System.CommandLine;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Devices;
using CxlFabricSim.Simulation.Conformance;
using Spectre.Console;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim conform [--profile NAME] PATH...</c>: replays recorded vectors against the simulated devices.</summary>
internal static class ConformVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files of recorded vectors, or folders of such files.",
            Arity = ArgumentArity.OneOrMore,
        };
        var profile = new Option<string>("--profile")
        {
            Description = "Whose answers are expected: qemu-11 (the recorded ones) or cxl (where QEMU departs, the specification's).",
            DefaultValueFactory = _ => DeviceProfile.Qemu11.Name,
        };
        var command = new Command("conform", "Replays recorded vectors and compares every answer.") { paths, profile };
        command.SetAction(parsed => Replay(parsed.GetRequiredValue(paths), parsed.GetRequiredValue(profile), surroundings));
        return command;
    }

    private static int Replay(string[] paths, string profileName, Surroundings surroundings)
    {
        if (DeviceProfile.Find(profileName) is not { } profile)
        {
            var known = string.Join(", ", DeviceProfile.Shipped.Select(shipped => shipped.Name));
            surroundings.Error.WriteLine($"--profile {profileName}: there is no such profile; known: {known}");
            return ExitCode.UserMistake;
        }

        var missing = paths.Where(path => !Path.Exists(path)).ToList();
        foreach (var path in missing) surroundings.Error.WriteLine($"{path}: there is no such file or folder");
        if (missing.Count > 0) return ExitCode.UserMistake;

        var report = ConformanceRunner.Run(paths, profile);
        foreach (var failure in report.Failures) surroundings.Output.WriteLine(failure);
        if (report.Departures.Count > 0) PrintCounts("departs by", report.Departures, surroundings);
        if (report.SkipReasons.Count > 0) PrintCounts("not replayed because", report.SkipReasons, surroundings);
        foreach (var error in report.Errors) surroundings.Error.WriteLine(error);
        if (report.Passed == 0) surroundings.Error.WriteLine("cxlsim: nothing passed: are these files of recorded vectors?");
        surroundings.Output.WriteLine(report.Summary);
        if (report.Errors.Count > 0) return ExitCode.UserMistake;
        return report.Succeeded ? ExitCode.Success : ExitCode.Failed;
    }

    private static void PrintCounts(string title, IReadOnlyDictionary<string, int> counts, Surroundings surroundings)
    {
        var table = Tables.Create(title, "#steps");
        foreach (var (reason, count) in counts) table.AddRow(Tables.Text(reason), Tables.Number(count));
        Tables.Console(surroundings.Output, surroundings).Write(table);
    }
}
