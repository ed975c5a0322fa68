using System.Text.Json.Nodes;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Scenarios.Schema;

/// <summary>Schemas of the kinds of value that a scenario is made of; each stands once and is referred to by name.</summary>
internal sealed class SchemaDefinitions(XmlSummaries summaries)
{
    private readonly SortedDictionary<string, JsonNode> _byName = new(StringComparer.Ordinal);

    /// <summary>What has been referred to, in order of name.</summary>
    public JsonObject All => new(_byName.Select(definition => KeyValuePair.Create(definition.Key, (JsonNode?)definition.Value.DeepClone())));

    /// <summary>A record as a map of its keys, and of no others.</summary>
    public JsonObject MapOf(Type type, RecordShape record)
    {
        var schema = Described(summaries.Of(type));
        schema["type"] = "object";
        var defaults = Activator.CreateInstance(type)!;
        schema["properties"] = new JsonObject(record.Keys.Select(key => KeyValuePair.Create(key.Name, (JsonNode?)OfKey(key, defaults))));
        var required = record.Keys.Where(key => key.IsRequired).Select(key => (JsonNode?)key.Name).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        schema["additionalProperties"] = false;
        return schema;
    }

    // A key may stand without a value, which leaves it at its default, unless it is required.
    private JsonObject OfKey(KeyShape key, object defaults)
    {
        var schema = Described(summaries.Of(key.Property));
        if (key.IsRequired)
        {
            foreach (var (keyword, part) in Of(key.Value).ToList()) schema[keyword] = part?.DeepClone();
            return schema;
        }

        schema["anyOf"] = new JsonArray(Of(key.Value), Null());
        if (key.Value.Kind == ShapeKind.Scalar && ScalarSchemas.DefaultOf(key.Property.GetValue(defaults)) is { } value) schema["default"] = value;
        return schema;
    }

    private JsonObject Of(ValueShape shape) => shape.Kind switch
    {
        ShapeKind.Scalar => Reference(ScalarSchemas.NameOf(shape.Type), () => ScalarSchemas.Of(shape.Type)),
        ShapeKind.List => new JsonObject { ["type"] = "array", ["items"] = Of(shape.Element!) },
        ShapeKind.Map => new JsonObject
        {
            ["type"] = "object",
            ["propertyNames"] = new JsonObject { ["pattern"] = "^[A-Za-z0-9_-]+$" },
            ["additionalProperties"] = new JsonObject { ["anyOf"] = new JsonArray(Of(shape.Element!), Null()) },
        },
        _ => Reference(RecordName(shape.Type), () => OfRecord(shape)),
    };

    private JsonObject OfRecord(ValueShape shape)
    {
        var map = MapOf(shape.Type, shape.Record);
        return shape.Record.ShortForm is { } single ? new JsonObject { ["anyOf"] = new JsonArray(Of(single.Value), map) } : map;
    }

    private JsonObject Reference(string name, Func<JsonNode> define)
    {
        if (!_byName.ContainsKey(name))
        {
            // Named before it is made, so that a record may hold its own kind.
            _byName[name] = new JsonObject();
            _byName[name] = define();
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    private static string RecordName(Type type)
    {
        var name = type.Name.EndsWith("Options", StringComparison.Ordinal) ? type.Name[..^"Options".Length] : type.Name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static JsonObject Described(string? summary) => summary is null ? [] : new JsonObject { ["description"] = summary };

    private static JsonObject Null() => new() { ["type"] = "null" };
}
