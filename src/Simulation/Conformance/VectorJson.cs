using System.Globalization;
using System.Text.Json;

namespace CxlFabricSim.Simulation.Conformance;

/// <summary>Reads the values of a vector: addresses and registers are hex numbers, payloads hex bytes in memory order.</summary>
internal static class VectorJson
{
    public static bool Has(this JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out _);

    public static JsonElement Need(this JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value)
            ? value
            : throw new VectorFormatException($"key '{key}' is missing");

    public static string Text(this JsonElement element, string key) =>
        element.Need(key).ValueKind == JsonValueKind.String
            ? element.GetProperty(key).GetString()!
            : throw new VectorFormatException($"'{key}' is not a text");

    public static string TextOr(this JsonElement element, string key, string other) => element.Has(key) ? element.Text(key) : other;

    public static ulong Hex(this JsonElement element, string key) =>
        ulong.TryParse(element.Text(key), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new VectorFormatException($"'{key}' is not a hex number: {element.Text(key)}");

    public static byte[] Bytes(this JsonElement element, string key)
    {
        try
        {
            return Convert.FromHexString(element.Text(key));
        }
        catch (FormatException)
        {
            throw new VectorFormatException($"'{key}' is not a row of hex bytes: {element.Text(key)}");
        }
    }

    public static ulong Number(this JsonElement element, string key) =>
        element.Need(key).ValueKind == JsonValueKind.Number && element.GetProperty(key).TryGetUInt64(out var value)
            ? value
            : throw new VectorFormatException($"'{key}' is not a whole number");

    public static ulong NumberOr(this JsonElement element, string key, ulong other) => element.Has(key) ? element.Number(key) : other;

    public static int Int(this JsonElement element, string key) => checked((int)element.Number(key));

    public static bool Flag(this JsonElement element, string key) => element.Has(key) && element.GetProperty(key).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new VectorFormatException($"'{key}' is neither true nor false"),
    };

    /// <summary>The elements of a list; none when the key is missing.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string key)
    {
        if (!element.Has(key)) return [];
        var list = element.GetProperty(key);
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw new VectorFormatException($"'{key}' is not a list");
    }
}
