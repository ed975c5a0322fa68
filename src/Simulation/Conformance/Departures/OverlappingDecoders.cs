using System.Text.Json;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Decoders of a device that overlap: the vector that has them is marked as a whole.</summary>
internal sealed class OverlappingDecoders() : Departure(
    new DepartureText(
        "overlapping-decoders-last-one-wins-when-not-interleaved", "overlapping commits are not refused",
        "Error Not Committed for a decoder that begins before its predecessor ends, and for those after it",
        "CXL 3.x, Committing Decoder Programming"))
{
    private const uint Committed = 1 << 10;
    private const uint NotCommitted = 1 << 11;

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene)
    {
        if (scene.Vector.TextOr("quirk", "") != Name) return recorded;
        if (step.IsMapping) return Mapping(step, recorded, scene);
        if (!step.Json.Has("decoder") || !step.Json.Has("base") || !IsRefused(step.Json, scene)) return recorded;
        return $"{step.Json.Hex("ctrl") & ~(ulong)Committed | NotCommitted:x8}";
    }

    /// <summary>In its order some decoder of the same component, up to this one, begins before the end of the one before.</summary>
    private static bool IsRefused(JsonElement decoder, ReplayScene scene)
    {
        var end = 0UL;
        foreach (var earlier in DecodersOf(decoder.Text("decoder"), scene))
        {
            if (earlier.Hex("base") < end) return true;
            if (earlier.Int("index") == decoder.Int("index")) return false;
            end = earlier.Hex("base") + earlier.Hex("size");
        }

        return false;
    }

    /// <summary>What a refused decoder would have mapped is where an earlier one has it, or nowhere.</summary>
    private static string Mapping(ReplayedStep step, string recorded, ReplayScene scene)
    {
        var hpa = step.Json.Hex("hpa");
        if (step.Json.Need("device").ValueKind == JsonValueKind.Null) return recorded;
        var device = step.Json.Text("device");
        var dpa = 0UL;
        foreach (var decoder in DecodersOf(device, scene))
        {
            if (IsRefused(decoder, scene)) break;
            if (hpa - decoder.Hex("base") < decoder.Hex("size"))
                return $"{device} volatile {dpa + hpa - decoder.Hex("base"):x}, reads back";
            dpa += decoder.Hex("size");
        }

        return "nowhere, does not read back";
    }

    private static IEnumerable<JsonElement> DecodersOf(string component, ReplayScene scene) =>
        scene.Vector.Items("decoders").Where(decoder => decoder.Has("base") && decoder.Text("decoder") == component);
}
