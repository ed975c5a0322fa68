using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using CxlFabricSim.Actors.Mpi;
using CxlFabricSim.Cli.Nodes;
using CxlFabricSim.Cli.Verbs;
using CxlFabricSim.Simulation;

namespace CxlFabricSim.Cli;

/// <summary>The command <c>cxlsim</c>: its verbs, and what becomes of everything that goes wrong in them.</summary>
internal static class CommandLine
{
    private const string DebugVariable = "CXLSIM_DEBUG";

    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static int Invoke(IReadOnlyList<string> arguments, Surroundings surroundings)
    {
        if (!surroundings.IsLinux)
        {
            surroundings.Error.WriteLine("cxlsim: runs on Linux only: it maps the memory of devices by calls that no other system has");
            return ExitCode.UserMistake;
        }

        // "@name" is a file name here and not a file of arguments.
        var parsed = CreateRoot(surroundings).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var isMistyped = parsed.Action is ParseErrorAction;
        if (parsed.Action is ParseErrorAction mistyped) mistyped.ShowHelp = false;
        var invocation = new InvocationConfiguration
        {
            Output = isMistyped ? surroundings.Error : surroundings.Output,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            var result = parsed.Invoke(invocation);
            if (!isMistyped) return result;
            surroundings.Error.WriteLine("cxlsim --help, or --help behind a verb, shows what there is.");
            return ExitCode.UserMistake;
        }
        catch (ScenarioException exception) when (exception.Errors.Count > 0)
        {
            ScenarioInput.Print(exception.Errors, surroundings);
            return ExitCode.UserMistake;
        }
        catch (Exception exception) when (exception is ScenarioException or IOException or UnauthorizedAccessException or MpiMissingException or EngineException)
        {
            surroundings.Error.WriteLine($"cxlsim: {exception.Message}");
            return ExitCode.UserMistake;
        }
        catch (Exception exception)
        {
            ReportInternalError(exception, arguments, surroundings);
            return ExitCode.InternalError;
        }
    }

    private static RootCommand CreateRoot(Surroundings surroundings) => new("Simulates CXL fabrics: hosts, switches and dynamic capacity devices in virtual time.")
    {
        RunVerb.Create(surroundings),
        SweepVerb.Create(surroundings),
        CheckVerb.Create(surroundings),
        SchemaVerb.Create(surroundings),
        TopologyVerb.Create(surroundings),
        ConformVerb.Create(surroundings),
        BenchVerb.Create(surroundings),
        ValidateVerb.Create(surroundings),
        ServeVerb.Create(surroundings),
        FmVerb.Create(surroundings),
        ListVerb.Create(surroundings),
        TraceVerb.Create(surroundings),
        NodeVerb.Create(surroundings),
    };

    private static void ReportInternalError(Exception exception, IReadOnlyList<string> arguments, Surroundings surroundings)
    {
        var isDebugging = surroundings.Environment.GetValueOrDefault(DebugVariable) == "1";
        var seed = exception.Data[RunVerb.SeedKey] is { } known ? $", seed {known}" : "";
        surroundings.Error.WriteLine(
            $"""
            cxlsim: internal error: {(isDebugging ? exception : exception.Message)}
            This is a bug in cxlsim {Version}{seed}. Please report it with this message, the scenario files and the command:
              cxlsim {string.Join(' ', arguments)}
            """);
        if (!isDebugging) surroundings.Error.WriteLine($"{DebugVariable}=1 in the environment adds where in the program it happened.");
    }
}
