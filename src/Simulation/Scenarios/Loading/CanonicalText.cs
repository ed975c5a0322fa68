using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CxlFabricSim.Simulation.Scenarios.Loading;

/// <summary>
/// What a scenario says after all files, variables and options are laid over one another, as one text: two scenarios with the same text are
/// the same, wherever and in whatever order their keys were written.
/// </summary>
internal static class CanonicalText
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="root">The composed tree.</param>
    /// <param name="without">A key at the top that does not count.</param>
    public static string Of(ConfigNode root, string without)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain)) Write(root, json, without);
        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void Write(ConfigNode node, Utf8JsonWriter json, string? without = null)
    {
        switch (node)
        {
            case MapNode map:
                json.WriteStartObject();
                foreach (var (key, value) in map.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    if (key.Equals(without, StringComparison.OrdinalIgnoreCase)) continue;
                    json.WritePropertyName(key);
                    Write(value, json);
                }

                json.WriteEndObject();
                break;
            case ListNode list:
                json.WriteStartArray();
                foreach (var item in list.Items) Write(item, json);
                json.WriteEndArray();
                break;
            case ScalarNode scalar:
                json.WriteStringValue(scalar.Text);
                break;
        }
    }
}
