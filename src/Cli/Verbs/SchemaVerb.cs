using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using CxlFabricSim.Simulation.Scenarios.Schema;

namespace CxlFabricSim.Cli.Verbs;

/// <summary><c>cxlsim schema</c>: prints the JSON Schema of scenarios, for editors and other programs.</summary>
internal static class SchemaVerb
{
    // The text goes to files and terminals, not into a page: nothing but what JSON asks for is escaped.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Surroundings surroundings)
    {
        var command = new Command("schema", "Prints the JSON Schema (draft 2020-12) of scenario files.");
        command.SetAction(_ =>
        {
            surroundings.Output.WriteLine(ScenarioSchema.Create().ToJsonString(Readable));
            return ExitCode.Success;
        });
        return command;
    }
}
