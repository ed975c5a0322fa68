using System.Text.Encodings.Web;
using System.Text.Json;

namespace CxlFabricSim.Simulation.Results;

/// <summary>
/// The JSON form of results. A metric stands where its dotted name says, so <c>hosts.host0.reads</c> is also a path in the JSON;
/// times are nanoseconds, rates bytes per second, shares between 0 and 1.
/// </summary>
public static class ResultsJson
{
    public static void Write(RunResults results, Stream stream)
    {
        // The text goes to files and terminals, never into a web page.
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("name", results.Name);
        json.WriteNumber("seed", results.Seed);
        json.WriteNumber("threads", results.Threads);
        json.WriteNumber("nodes", results.Nodes);
        json.WriteNumber("wallSeconds", results.WallSeconds);
        json.WriteBoolean("interrupted", results.IsInterrupted);
        json.WriteString("digest", results.Digest);
        WriteDistribution(results, json);
        WriteFailures(results.Failures, json);
        WritePoison(results.Hosts, json);
        WriteTree(RunMetrics.Of(results), metric => metric.Name, metric => json.WriteRawValue(Csv.Number(metric.Value)), json);
        if (results.Samples is { } samples) WriteSamples(samples, json);
        json.WriteEndObject();
    }

    /// <summary>Of a run over several nodes, what differs from run to run; nothing for one process.</summary>
    private static void WriteDistribution(RunResults results, Utf8JsonWriter json)
    {
        if (results.Balance is not { } balance) return;
        json.WriteStartObject("distribution");
        json.WriteStartArray("nodes");
        foreach (var load in results.Loads)
        {
            json.WriteStartObject();
            json.WriteString("name", load.Name);
            json.WriteNumber("actors", load.Actors);
            json.WriteNumber("events", load.Events);
            json.WriteNumber("seconds", load.Seconds);
            json.WriteNumber("waitedSeconds", load.WaitedSeconds);
            json.WriteNumber("bytesSent", load.BytesSent);
            json.WriteNumber("meetings", load.Meetings);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("imbalance", balance.Imbalance);
        json.WriteNumber("imbalanceAfterMoves", balance.ImbalanceAfter);
        json.WriteNumber("gainOfMoves", balance.Gain);
        json.WriteStartArray("moves");
        foreach (var move in balance.Moves)
        {
            json.WriteStartObject();
            json.WriteString("from", move.From);
            json.WriteString("to", move.To);
            json.WriteNumber("share", move.Share);
            json.WriteStartArray("actors");
            foreach (var actor in move.Actors) json.WriteStringValue(actor);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFailures(IReadOnlyList<Failure> failures, Utf8JsonWriter json)
    {
        json.WriteStartArray("failures");
        foreach (var failure in failures)
        {
            json.WriteStartObject();
            json.WriteNumber("time", failure.Time.Nanoseconds);
            json.WriteString("actor", failure.Actor);
            json.WriteString("expected", failure.Expected);
            json.WriteString("found", failure.Found);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePoison(IReadOnlyList<HostResults> hosts, Utf8JsonWriter json)
    {
        json.WriteStartArray("poisonLog");
        foreach (var host in hosts)
        {
            foreach (var stream in host.Streams)
            {
                foreach (var line in stream.PoisonLog)
                {
                    json.WriteStartObject();
                    json.WriteNumber("time", line.Time.Nanoseconds);
                    json.WriteString("stream", $"{host.Name}/{stream.Name}");
                    json.WriteString("address", line.Address.ToString());
                    json.WriteEndObject();
                }
            }
        }

        json.WriteEndArray();
    }

    private static void WriteSamples(RunSamples samples, Utf8JsonWriter json)
    {
        json.WriteStartObject("samples");
        json.WriteNumber("interval", samples.Interval.Nanoseconds);
        json.WriteStartArray("times");
        foreach (var time in samples.Times) json.WriteNumberValue(time.Nanoseconds);
        json.WriteEndArray();
        WriteTree(samples.Series, series => series.Name, series => WriteArray(series.Values, json), json);
        json.WriteEndObject();
    }

    private static void WriteArray(IReadOnlyList<decimal> values, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var value in values) json.WriteRawValue(Csv.Number(value));
        json.WriteEndArray();
    }

    // Names that share a prefix follow one another: an object stays open as long as they do.
    private static void WriteTree<T>(IReadOnlyList<T> items, Func<T, string> nameOf, Action<T> write, Utf8JsonWriter json)
    {
        string[] open = [];
        foreach (var item in items)
        {
            var segments = nameOf(item).Split('.');
            var shared = open.Zip(segments[..^1]).TakeWhile(pair => pair.First == pair.Second).Count();
            for (var i = shared; i < open.Length; i++) json.WriteEndObject();
            open = segments[..^1];
            foreach (var name in open.Skip(shared)) json.WriteStartObject(name);
            json.WritePropertyName(segments[^1]);
            write(item);
        }

        foreach (var _ in open) json.WriteEndObject();
    }
}
