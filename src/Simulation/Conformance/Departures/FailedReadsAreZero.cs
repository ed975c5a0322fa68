using System.Text.Json;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Loads that reach no memory.</summary>
internal sealed class FailedReadsAreZero() : Departure(
    new DepartureText(
        "failed-reads-are-zero", "a load that reaches no memory reads zeros", "all ones",
        "CXL 3.x, HDM Decoder Capability; PCIe Base, completion without data"))
{
    private const string Ones = "ffffffffffffffff";

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene)
    {
        if (step.IsMapping) return recorded == "nowhere, does not read back" ? $"{recorded} {Ones}" : recorded;
        if (!step.Json.Has("mem_read") || recorded.Any(digit => digit != '0')) return recorded;
        return IsDecoded(step.Json.Hex("mem_read"), scene.Vector, step) ? recorded : new string('f', recorded.Length);
    }

    /// <summary>
    /// Whether the devices' decoders, as the vector's steps up to this one programmed them, hold the address: then zeros are contents. An
    /// interleave is decoded only where each of its devices has a decoder, so one without is an address that fails.
    /// </summary>
    private static bool IsDecoded(ulong hpa, JsonElement vector, ReplayedStep step)
    {
        var committed = new Dictionary<(string, int), (ulong Start, ulong Size, int Ways, int Granularity)>();
        foreach (var earlier in vector.Items("decoders").Concat(vector.Items("steps")))
        {
            if (earlier.Equals(step.Json)) break;
            if (earlier.TextOr("qmp", "") == "system_reset") committed.Clear();
            if (!earlier.Has("decoder") || !earlier.Has("base") || !earlier.Has("dpa_skip")) continue;
            var key = (earlier.Text("decoder"), earlier.Int("index"));
            committed.Remove(key);
            if (earlier.Flag("commit"))
                committed[key] = (earlier.Hex("base"), earlier.Hex("size"), earlier.Int("ways"), earlier.Int("granularity"));
        }

        var claiming = committed.Values.Where(range => hpa - range.Start < range.Size).ToList();
        return claiming.Count > 0 && claiming.Count >= claiming[0].Ways;
    }
}
