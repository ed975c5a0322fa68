using System.Text.Json.Nodes;

namespace CxlFabricSim.Conformance.Tests;

/// <summary>A file with one vector of another file, one step of which was altered.</summary>
internal sealed class TemporaryVectors : IDisposable
{
    public TemporaryVectors(string file, string vector, int step, Action<JsonObject> alter)
    {
        var document = JsonNode.Parse(File.ReadAllText(file))!;
        var found = document["vectors"]!.AsArray().Single(candidate => candidate!["name"]!.GetValue<string>() == vector)!;
        alter(found["steps"]![step]!.AsObject());
        document["vectors"] = new JsonArray(found.DeepClone());
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"cxl-vectors-{Guid.NewGuid():n}.json");
        File.WriteAllText(Path, document.ToJsonString());
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
