using System.Text.Json;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>One access across the boundary between two devices.</summary>
internal sealed class CrossingAccess() : Departure(
    new DepartureText(
        "crossing-access-goes-to-first-device", "one access across a granule boundary is not split", "split: each device gets its bytes",
        "PCIe Base, CXL 3.x: no request crosses a cache line"))
{
    private const int LargestAccess = 8;

    // What the vector's accesses leave, byte by byte: as they should, and as the recorded device puts them.
    private readonly Dictionary<ulong, byte> _specified = [];
    private readonly Dictionary<ulong, byte> _recorded = [];
    private ulong _granule = ulong.MaxValue;
    private ulong _others;

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene)
    {
        if (step.Json.ValueKind != JsonValueKind.Object || !step.Json.Has("mem_read")) return recorded;
        var start = step.Json.Hex("mem_read");
        var places = Enumerable.Range(0, step.Json.Int("size")).Select(index => start + (ulong)index).ToList();
        var theirs = Bytes(_recorded, places.Select((_, index) => Displaced(start, index)));
        return theirs == recorded ? Bytes(_specified, places) ?? recorded : recorded;
    }

    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (step.Json.ValueKind != JsonValueKind.Object) return;
        if (step.Json.Has("dpa_skip"))
        {
            _granule = step.Json.Number("granularity");
            _others = (step.Json.Number("ways") - 1) * _granule;
        }

        if (!step.Json.Has("mem_write")) return;
        var start = step.Json.Hex("mem_write");
        foreach (var (index, value) in step.Json.Bytes("data").Index())
        {
            _specified[start + (ulong)index] = value;
            _recorded[Displaced(start, index)] = value;
        }
    }

    /// <summary>Where the recorded device has a byte of an access: past the boundary, in the next granule of the same device.</summary>
    private ulong Displaced(ulong start, int index)
    {
        var place = start + (ulong)index;
        var piece = start + (ulong)(index / LargestAccess * LargestAccess);
        return place / _granule == piece / _granule ? place : place + _others;
    }

    private static string? Bytes(Dictionary<ulong, byte> contents, IEnumerable<ulong> places)
    {
        var bytes = new List<byte>();
        foreach (var place in places)
        {
            if (!contents.TryGetValue(place, out var value)) return null;
            bytes.Add(value);
        }

        return Convert.ToHexStringLower([.. bytes]);
    }
}
