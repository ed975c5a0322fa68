using System.Text.Json;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>One access across the boundary between two devices.</summary>
internal sealed class CrossingAccess() : Departure(
    new DepartureText(
        "crossing-access-goes-to-first-device", "one access across a granule boundary is not split", "split: each device gets its bytes",
        "PCIe Base, CXL 3.x: no request crosses a cache line"))
{
    // What the vector's accesses should have left, byte by byte.
    private readonly Dictionary<ulong, byte> _contents = [];
    private bool _hasCrossed;

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene)
    {
        if (step.Json.ValueKind != JsonValueKind.Object || !step.Json.Has("mem_read")) return recorded;
        if (!_hasCrossed || recorded.All(digit => digit == '0')) return recorded;
        var start = step.Json.Hex("mem_read");
        var bytes = new byte[step.Json.Int("size")];
        for (var index = 0; index < bytes.Length; index++)
            if (!_contents.TryGetValue(start + (ulong)index, out bytes[index])) return recorded;
        return Convert.ToHexStringLower(bytes);
    }

    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (step.Json.ValueKind != JsonValueKind.Object || !step.Json.Has("mem_write")) return;
        _hasCrossed |= step.Json.TextOr("quirk", "") == Name;
        var start = step.Json.Hex("mem_write");
        foreach (var (index, value) in step.Json.Bytes("data").Index()) _contents[start + (ulong)index] = value;
    }
}
