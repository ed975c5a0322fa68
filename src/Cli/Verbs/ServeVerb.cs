using System.CommandLine;
using System.Globalization;
using System.Net;
using CxlFabricSim.Cli.Live;
using CxlFabricSim.Cli.Printing;
using CxlFabricSim.Simulation;
using CxlFabricSim.Simulation.Serving;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim serve FILE...</c>: runs a scenario's fabric and keeps it alive for fabric managers that speak MCTP over TCP.</summary>
internal static class ServeVerb
{
    public static Command Create(Surroundings surroundings)
    {
        var input = new ScenarioInput();
        var listen = new Option<string?>("--listen")
        {
            Description = "Where to listen, as ADDRESS, ADDRESS:PORT or :PORT, instead of the scenario's management:listen and :port; port 0 takes any that are free.",
            HelpName = "ADDRESS:PORT",
        };
        var dialect = new Option<string?>("--dialect") { Description = "How CCI messages are worded: spec or jrlabs.", HelpName = "NAME" };
        var record = new Option<string?>("--record") { Description = "Keeps what comes from outside in a file, for cxlsim run --replay.", HelpName = "FILE" };
        var pace = new Option<double?>("--pace")
        {
            Description = "Seconds of virtual time for each second of the clock; without it virtual time goes as fast as there is something to do.",
            HelpName = "FACTOR",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor is >= 1e-9 and <= 1e6) return factor;
                result.AddError($"--pace: \"{text}\" is not a number from 1e-9 to 1e6, for example 1 or 0.001");
                return null;
            },
        };
        var command = new Command("serve", "Runs a scenario's fabric and keeps it alive for fabric managers (MCTP over TCP).");
        input.AddTo(command);
        foreach (var option in new Option[] { listen, dialect, pace, record }) command.Add(option);
        command.SetAction(parsed =>
        {
            var overrides = Overrides(parsed.GetValue(listen), parsed.GetValue(dialect));
            if (input.Load(parsed, surroundings, overrides) is not { } scenario) return ExitCode.UserMistake;
            var watch = new RunWatch();
            using var signals = new StopSignals(watch.Interrupt);
            using var server = FabricServer.Create(scenario, new ServeOptions(parsed.GetValue(pace), parsed.GetValue(record)));
            foreach (var listener in server.Listeners) surroundings.Output.WriteLine(Describe(listener));
            surroundings.Output.WriteLine($"{scenario.Name}: serving until Ctrl-C (SIGINT) or SIGTERM");
            var results = server.Run(watch);
            ResultsPrinter.Print(results, surroundings.Output, surroundings);
            return results.Failures.Count == 0 ? ExitCode.Success : ExitCode.Failed;
        });
        return command;
    }

    private static string Describe(ListenerAddress listener) => string.Create(
        CultureInfo.InvariantCulture,
        $"{listener.Component}: mctp over tcp at {listener.Address}, dialect {listener.Dialect.ToString().ToLowerInvariant()}, eid {listener.EndpointId}");

    // What is wrong with an address or dialect is told as it is of the scenario's keys.
    private static IEnumerable<string> Overrides(string? listen, string? dialect)
    {
        if (dialect is not null) yield return $"management:dialect={dialect}";
        if (listen is null) yield break;
        var (address, port) = Split(listen);
        if (address.Length > 0) yield return $"management:listen={address}";
        if (port.Length > 0) yield return $"management:port={port}";
    }

    private static (string Address, string Port) Split(string listen)
    {
        // An IPv6 address has colons of its own; with a port it stands in brackets.
        if (IPAddress.TryParse(listen, out _) && !listen.StartsWith('[')) return (listen, "");
        var colon = listen.LastIndexOf(':');
        return colon < 0 ? (listen, "") : (listen[..colon].Trim('[', ']'), listen[(colon + 1)..]);
    }
}
