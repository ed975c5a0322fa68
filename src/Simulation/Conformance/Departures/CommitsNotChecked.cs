using System.Text.Json;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Committing an HDM decoder whose ways or granularity there are not.</summary>
internal sealed class CommitsNotChecked() : Departure(
    new DepartureText(
        "commits-not-checked", "every commit of an HDM decoder succeeds",
        "Error Not Committed (bit 11) for ways and granularities that there are not",
        "CXL 3.x, Committing Decoder Programming"))
{
    private const int FirstControl = 0x20;
    private const int DecoderStride = 0x20;
    private const uint Committed = 1 << 10;
    private const uint NotCommitted = 1 << 11;
    private const uint LastGranularity = 6;

    /// <summary>Granularity in bits 3:0 goes up to 16 KiB; ways in bits 7:4 to 16, and 3, 6 and 12 behind.</summary>
    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene)
    {
        const uint LastWays = 4;
        if (step.Json.ValueKind != JsonValueKind.Object || !step.Json.Has("hdm_write")) return recorded;
        if (step.Json.Hex("hdm_write") % DecoderStride != FirstControl % DecoderStride) return recorded;
        var control = (uint)step.Json.Hex("readback");
        var ways = control >> 4 & 0xF;
        var isPossible = (control & 0xF) <= LastGranularity && (ways <= LastWays || ways is 8 or 9 or 10);
        return (control & Committed) != 0 && !isPossible ? $"{control & ~Committed | NotCommitted:x8}" : recorded;
    }
}
