using System.CommandLine;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim check FILE...</c>: finds all mistakes of a scenario without running it.</summary>
internal static class CheckVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var input = new ScenarioInput();
        var command = new Command("check", "Checks a scenario without running it.");
        input.AddTo(command);
        command.SetAction(parsed =>
        {
            if (input.Load(parsed, surroundings) is not { } scenario) return ExitCode.UserMistake;
            surroundings.Output.WriteLine(
                $"{scenario.Name}: no mistakes ({Count(scenario.Hosts.Count, "host")}, {Count(scenario.Switches.Count, "switch", "switches")}, " +
                $"{Count(scenario.Devices.Count, "device")}, {Count(scenario.Links.Count, "link")}, {Count(scenario.Expectations.Count, "expectation")})");
            return ExitCode.Success;
        });
        return command;
    }

    private static string Count(int number, string one, string? many = null) => number == 1 ? $"1 {one}" : $"{number} {many ?? one + "s"}";
}
