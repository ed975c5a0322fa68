using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CxlFabricSim.Simulation.Tests.Scenarios.Schema;

/// <summary>A plain validator of JSON Schema 2020-12 for the keywords that the scenario's schema uses; any other keyword is an error of the schema.</summary>
internal sealed class SchemaValidator(JsonObject schema)
{
    /// <summary>What does not fit, each as "place: why"; empty when all does.</summary>
    public IReadOnlyList<string> Validate(JsonNode? instance) => Check(schema, instance, "").ToList();

    private IEnumerable<string> Check(JsonNode? rule, JsonNode? instance, string place)
    {
        if (rule is JsonValue truth) return truth.GetValue<bool>() ? [] : [$"{place}: is not allowed"];
        return rule!.AsObject().SelectMany(keyword => CheckKeyword(keyword.Key, keyword.Value!, rule.AsObject(), instance, place));
    }

    private IEnumerable<string> CheckKeyword(string keyword, JsonNode value, JsonObject rule, JsonNode? instance, string place) => keyword switch
    {
        "$schema" or "$defs" or "title" or "description" or "default" => [],
        "$ref" => Check(schema["$defs"]![Name(value)] ?? throw new InvalidOperationException($"{value} leads nowhere"), instance, place),
        "anyOf" => CheckAnyOf(value.AsArray(), instance, place),
        "type" => Types(value).Any(type => IsOfType(instance, type)) ? [] : [$"{place}: {Show(instance)} is not of type {value.ToJsonString()}"],
        "enum" => value.AsArray().Any(item => JsonNode.DeepEquals(item, instance)) ? [] : [$"{place}: {Show(instance)} is none of {value.ToJsonString()}"],
        "pattern" when Text(instance) is { } text => Regex.IsMatch(text, value.GetValue<string>()) ? [] : [$"{place}: \"{text}\" does not match {value}"],
        "minimum" when Number(instance) is { } number => number >= Number(value) ? [] : [$"{place}: {number} is below {value}"],
        "maximum" when Number(instance) is { } number => number <= Number(value) ? [] : [$"{place}: {number} is above {value}"],
        "required" when instance is JsonObject map =>
            value.AsArray().Where(key => !map.ContainsKey(key!.GetValue<string>())).Select(key => $"{place}: {key} is missing"),
        "properties" when instance is JsonObject map =>
            value.AsObject().Where(property => map.ContainsKey(property.Key)).SelectMany(property => Check(property.Value, map[property.Key], $"{place}/{property.Key}")),
        "additionalProperties" when instance is JsonObject map =>
            map.Where(entry => rule["properties"]?[entry.Key] is null).SelectMany(entry => Check(value, entry.Value, $"{place}/{entry.Key}")),
        "propertyNames" when instance is JsonObject map => map.SelectMany(entry => Check(value, entry.Key, $"{place}/{entry.Key}")),
        "items" when instance is JsonArray list => list.SelectMany((item, index) => Check(value, item, $"{place}/{index}")),
        "pattern" or "minimum" or "maximum" or "required" or "properties" or "additionalProperties" or "propertyNames" or "items" => [],
        _ => throw new InvalidOperationException($"{place}: the validator does not know the keyword {keyword}"),
    };

    private IEnumerable<string> CheckAnyOf(JsonArray rules, JsonNode? instance, string place)
    {
        var all = rules.Select(one => Check(one, instance, place).ToList()).ToList();
        return all.Any(mistakes => mistakes.Count == 0) ? [] : all.SelectMany(mistakes => mistakes);
    }

    private static string Name(JsonNode reference) => reference.GetValue<string>()["#/$defs/".Length..];

    private static IEnumerable<string> Types(JsonNode value) => value is JsonArray list ? list.Select(type => type!.GetValue<string>()) : [value.GetValue<string>()];

    private static bool IsOfType(JsonNode? instance, string type) => type switch
    {
        "null" => instance is null,
        "object" => instance is JsonObject,
        "array" => instance is JsonArray,
        "string" => Text(instance) is not null,
        "boolean" => instance is JsonValue value && value.TryGetValue<bool>(out _),
        "number" => Number(instance) is not null,
        "integer" => Number(instance) is { } number && decimal.Truncate(number) == number,
        _ => throw new InvalidOperationException($"there is no type {type}"),
    };

    private static string? Text(JsonNode? instance) => instance is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static decimal? Number(JsonNode? instance) =>
        instance?.GetValueKind() == JsonValueKind.Number ? decimal.Parse(instance.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    private static string Show(JsonNode? instance) => instance?.ToJsonString() ?? "null";
}
