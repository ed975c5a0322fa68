using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>The JSON form of one run's result, as it lies in a sweep's folder and as another process would send it.</summary>
public static class PointResultJson
{
    private const int Format = 1;

    /// <param name="result">What came out.</param>
    /// <param name="point">What it came out of: for readers, and not read back.</param>
    /// <param name="stream">Where it goes.</param>
    public static void Write(PointResult result, SweepPoint point, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("format", Format);
        json.WriteString("key", result.Key);
        json.WriteNumber("seed", result.Seed);
        WriteTexts("files", point.Files, json);
        WriteTexts("overrides", point.Overrides, json);
        json.WriteString("error", result.Error);
        WriteTexts("failures", result.Failures, json);
        json.WriteString("digest", result.Digest);
        json.WriteStartObject("metrics");
        foreach (var (name, value) in result.Metrics)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The result; null when the text is not one: half written, or of another format.</summary>
    public static PointResult? Read(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.GetProperty("format").GetInt32() != Format) return null;
            return new PointResult
            {
                Key = root.GetProperty("key").GetString()!,
                Seed = root.GetProperty("seed").GetUInt64(),
                Error = root.GetProperty("error").GetString(),
                Failures = [.. root.GetProperty("failures").EnumerateArray().Select(failure => failure.GetString()!)],
                Digest = root.GetProperty("digest").GetString()!,
                Metrics = [.. root.GetProperty("metrics").EnumerateObject().Select(metric => KeyValuePair.Create(metric.Name, metric.Value.GetDecimal()))],
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void WriteTexts(string name, IReadOnlyList<string> texts, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
