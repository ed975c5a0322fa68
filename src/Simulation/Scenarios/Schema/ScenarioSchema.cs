using System.Text.Json.Nodes;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Scenarios.Schema;

/// <summary>The JSON Schema (draft 2020-12) of scenario files, made from the records that bind them, so that editors know what the loader knows.</summary>
/// <remarks>
/// Stricter than the loader in one thing: keys and values are written in one case. It describes a whole scenario; a file that is laid
/// over another may leave out what is required.
/// </remarks>
public static class ScenarioSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>The schema as a tree; members stand in the order of the records' properties.</summary>
    public static JsonObject Create()
    {
        var definitions = new SchemaDefinitions(XmlSummaries.OfThisAssembly());
        var root = ValueShape.OfScenario.Record;
        var schema = new JsonObject { ["$schema"] = Dialect, ["title"] = "cxlsim scenario" };
        foreach (var (keyword, value) in definitions.MapOf(typeof(Scenario), root).ToList())
        {
            schema[keyword] = value?.DeepClone();
        }

        schema["$defs"] = definitions.All;
        return schema;
    }
}
