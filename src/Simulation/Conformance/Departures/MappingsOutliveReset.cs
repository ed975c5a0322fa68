using System.Text.Json;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Loads after a reset, before decoders are programmed anew.</summary>
internal sealed class MappingsOutliveReset() : Departure(
    new DepartureText(
        "mappings-outlive-reset", "what is static and not interleaved still reads after a reset", "no decoder is committed: all ones",
        "CXL 3.x, HDM Decoder Capability"))
{
    private bool _isReset;

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene) =>
        _isReset && step.Json.ValueKind == JsonValueKind.Object && step.Json.Has("mem_read") ? new string('f', recorded.Length) : recorded;

    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (step.IsReset) _isReset = true;
        else if (step.Json.ValueKind == JsonValueKind.Object && step.Json.Has("decoder") && step.Json.Has("base")) _isReset = false;
    }
}
