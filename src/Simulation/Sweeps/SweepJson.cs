using System.Text.Encodings.Web;
using System.Text.Json;
using CxlFabricSim.Simulation.Results;

namespace CxlFabricSim.Simulation.Sweeps;

/// <summary>A sweep's table as JSON, each run's seed, digest and mistakes included. Numbers as in the JSON of a run's results.</summary>
public static class SweepJson
{
    public static void Write(SweepTable table, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("name", table.Plan.Name);
        json.WriteString("version", table.Plan.Version);
        json.WriteNumber("missingRuns", table.Missing);
        json.WriteNumber("failedRuns", table.Failed);
        json.WriteStartArray("rows");
        foreach (var row in table.Rows) WriteRow(table.Plan, row, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRow(SweepPlan plan, SweepRow row, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("values");
        for (var axis = 0; axis < plan.Axes.Count; axis++) json.WriteString(plan.Axes[axis].Path, row.Values[axis]);
        json.WriteEndObject();
        json.WriteStartObject("metrics");
        for (var metric = 0; metric < plan.Metrics.Count; metric++)
        {
            if (row.Cells[metric] is not { } cell) continue;
            json.WriteStartObject(plan.Metrics[metric].Name);
            WriteNumber("mean", cell.Mean, json);
            WriteNumber("min", cell.Min, json);
            WriteNumber("max", cell.Max, json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("runs");
        foreach (var run in row.Runs) WriteRun(run, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRun(PointResult run, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("seed", run.Seed);
        json.WriteString("key", run.Key);
        json.WriteString("digest", run.Digest);
        json.WriteString("error", run.Error);
        json.WriteStartArray("failures");
        foreach (var failure in run.Failures) json.WriteStringValue(failure);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumber(string name, decimal value, Utf8JsonWriter json)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(Csv.Number(value));
    }
}
