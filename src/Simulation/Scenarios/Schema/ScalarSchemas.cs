using System.Globalization;
using System.Text.Json.Nodes;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Scenarios.Schema;

/// <summary>Schemas of single values, which YAML may read as numbers or, with a unit or a separator in them, as texts.</summary>
internal static class ScalarSchemas
{
    // As NumberText reads them.
    private const string Decimal = @"[0-9](?:_*[0-9])*(?:\.(?:[0-9_]*[0-9])?)?(?:[eE][0-9]+)?|\.[0-9](?:[0-9_]*[0-9])?";
    private const string Hexadecimal = "0[xX][0-9A-Fa-f](?:[0-9A-Fa-f_]*[0-9A-Fa-f])?";

    /// <summary>Under this name the schema stands among the definitions. None is the name of a record.</summary>
    public static string NameOf(Type type) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(int) => "int32",
        _ when type == typeof(long) => "int64",
        _ when type == typeof(ulong) => "uint64",
        _ when type == typeof(double) => "number",
        _ when type == typeof(SimTime) => "time",
        _ when type == typeof(ByteSize) => "size",
        _ => char.ToLowerInvariant(type.Name[0]) + type.Name[1..],
    };

    public static JsonObject Of(Type type) => type switch
    {
        _ when type.IsEnum => new JsonObject { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode?)Camel(name))]) },
        _ when type == typeof(string) => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        _ when type == typeof(bool) => new JsonObject { ["type"] = new JsonArray("boolean", "string"), ["pattern"] = "^(?:true|false)$" },
        _ when type == typeof(int) => Integer(int.MinValue, int.MaxValue),
        _ when type == typeof(long) => Integer(long.MinValue, long.MaxValue),
        _ when type == typeof(ulong) => Integer(0, ulong.MaxValue),
        _ when type == typeof(double) => new JsonObject { ["type"] = new JsonArray("number", "string"), ["pattern"] = Whole($"[-+]?(?:{Decimal})|{Hexadecimal}") },
        _ when type == typeof(Share) => new JsonObject
        {
            ["description"] = "A share between 0 and 1, for example 70% or 0.7.",
            ["type"] = new JsonArray("number", "string"),
            ["minimum"] = 0,
            ["maximum"] = 1,
            ["pattern"] = Whole($@"(?:{Decimal}|{Hexadecimal})\s*%?"),
        },
        _ when type == typeof(ByteSize) => Quantity(UnitTable.Size),
        _ when type == typeof(SimTime) => Quantity(UnitTable.Time),
        _ when type == typeof(Bandwidth) => Quantity(UnitTable.Bandwidth),
        _ when type == typeof(RequestRate) => Rate(),
        _ when type == typeof(TrafficMix) => new JsonObject
        {
            ["description"] = "Reads and writes in a fixed order: R, W, NT (non-temporal writes), or reads to writes such as 3:1.",
            ["type"] = "string",
            ["pattern"] = Whole(@"[Rr]|[Ww]|[Nn][Tt]|[0-9]+:[0-9]+"),
        },
        _ => throw new ArgumentException($"a scenario cannot hold a {type}", nameof(type)),
    };

    /// <summary>A default as a scenario would write it; null where it is nothing.</summary>
    public static JsonNode? DefaultOf(object? value) => value switch
    {
        null or "" => null,
        bool isSo => isSo,
        int number => number,
        long number => number,
        ulong number => number,
        double number => number,
        Share share => share.Value,
        Bandwidth rate when rate.BytesPerSecond % 1_000_000_000 == 0 => $"{rate.BytesPerSecond / 1_000_000_000}GB/s",
        Bandwidth rate => $"{rate.BytesPerSecond / 1_000_000}MB/s",
        Enum choice => Camel(choice.ToString()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static JsonObject Integer(decimal smallest, decimal largest) => new()
    {
        ["type"] = new JsonArray("integer", "string"),
        ["minimum"] = smallest,
        ["maximum"] = largest,
        ["pattern"] = Whole($"{(smallest < 0 ? "[-+]?" : @"\+?")}(?:{Decimal})|{Hexadecimal}"),
    };

    private static JsonObject Rate() => Quantity(new UnitTable(
        UnitTable.Requests.Kind, UnitTable.Requests.Example, [.. UnitTable.Requests.Units, .. UnitTable.Bandwidth.Units]));

    // Zero alone needs no unit.
    private static JsonObject Quantity(UnitTable units) => new()
    {
        ["description"] = $"A {units.Kind}: a number with a unit ({units.Names}), for example {units.Example}.",
        ["type"] = new JsonArray("string", "integer"),
        ["minimum"] = 0,
        ["maximum"] = 0,
        ["pattern"] = Whole($@"0|\+?(?:{Decimal}|{Hexadecimal})\s*(?:{string.Join('|', units.Units.Select(unit => unit.Key))})"),
    };

    private static string Whole(string pattern) => $@"^\s*(?:{pattern})\s*$";

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
