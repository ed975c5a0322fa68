using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Simulation.Validation;
using Spectre.Console;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim validate</c>: holds the timing model against published measurements of real hardware.</summary>
internal static class ValidateVerb
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Surroundings surroundings)
    {
        var json = JsonOutput.CreateOption();
        var only = new Option<string[]>("--anchor")
        {
            Description = "Only this anchor; may be given several times.",
            HelpName = "ID",
            DefaultValueFactory = _ => [],
        };
        only.AcceptOnlyFromAmong([.. Anchors.All.Select(anchor => anchor.Id).Distinct()]);
        var command = new Command("validate", "Holds the timing model against published measurements of real hardware.") { only, json };
        command.SetAction(parsed =>
        {
            var output = JsonOutput.Open(parsed.GetValue(json), surroundings);
            var wanted = parsed.GetRequiredValue(only);
            var anchors = Anchors.All.Where(anchor => wanted.Length == 0 || wanted.Contains(anchor.Id)).ToList();
            var results = Validator.Run(anchors, Environment.ProcessorCount);
            output.Write(stream => JsonSerializer.Serialize(stream, results.Select(Entry), Camel));
            Print(results, output.Human, surroundings);
            return results.All(result => result.IsMet) ? ExitCode.Success : ExitCode.Failed;
        });
        return command;
    }

    private static void Print(IReadOnlyList<AnchorResult> results, TextWriter human, Surroundings surroundings)
    {
        var table = Tables.Create("anchor", "what", "#published", "#simulated", "unit", "#error", "#within", "source");
        foreach (var result in results)
        {
            var anchor = result.Anchor;
            table.AddRow(
                anchor.Id, Tables.Text(anchor.What) + (anchor.IsCalibrated ? " *" : ""), Published(anchor), Figure(result.Simulated), anchor.Unit,
                string.Create(CultureInfo.InvariantCulture, $"{result.Error * 100:+0.0;-0.0;0.0} %"),
                anchor.Tolerance == 0 ? (anchor.High > anchor.Low ? "range" : "exact") : string.Create(CultureInfo.InvariantCulture, $"{anchor.Tolerance * 100:0} %"),
                Tables.Text(anchor.Source));
        }

        Tables.Console(human, surroundings, 160).Write(table);
        human.WriteLine("* the preset was calibrated on this figure; all others follow from the model.");
        foreach (var missed in results.Where(result => !result.IsMet))
            human.WriteLine($"FAILED {missed.Anchor.Id}, {missed.Anchor.What}: expected {Published(missed.Anchor)} {missed.Anchor.Unit}, found {Figure(missed.Simulated)}");
        human.WriteLine($"{results.Count(result => result.IsMet)} of {results.Count} anchors are met");
    }

    private static string Published(Anchor anchor) => anchor.High > anchor.Low ? $"{Figure(anchor.Low)}-{Figure(anchor.High)}" : Figure(anchor.Low);

    private static string Figure(double value) => value.ToString(value < 2 ? "0.000" : "0.0", CultureInfo.InvariantCulture);

    private static object Entry(AnchorResult result) => new
    {
        result.Anchor.Id,
        result.Anchor.What,
        Published = new[] { result.Anchor.Low, result.Anchor.High },
        result.Simulated,
        result.Anchor.Unit,
        ErrorShare = result.Error,
        ToleranceShare = result.Anchor.Tolerance,
        result.IsMet,
        result.Anchor.IsCalibrated,
        result.Anchor.Source,
    };
}
