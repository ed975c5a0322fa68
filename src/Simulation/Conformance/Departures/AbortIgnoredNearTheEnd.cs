using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Aborting a background operation that is nearly done.</summary>
internal sealed class AbortIgnoredNearTheEnd() : Departure(
    new DepartureText(
        "abort-ignored-near-the-end",
        "from 85 percent on Request Abort Background Operation succeeds and the operation ends as if nothing was",
        "what was aborted stays where it was, with return code Background Command Aborted", "CXL 3.x, Request Abort Background Operation"))
{
    private const ulong Aborted = 0x12UL << 32;
    private const int PercentShift = 16;
    private const ulong Percent = 0x7FUL << PercentShift;
    private const ulong Done = 100UL << PercentShift;

    private bool _isAborted;
    private ulong? _stoppedAt;

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene)
    {
        if (!_isAborted || step.Register != "background_status") return recorded;
        var value = step.Json.Hex("value");
        if (value >> 32 != 0) return recorded;
        if ((value & Percent) != Done) _stoppedAt = value & Percent;
        return _stoppedAt is { } percent ? $"{value & ~Percent | percent | Aborted:x16}" : recorded;
    }

    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        const int Background = 1;
        if (step.Opcode == (int)Opcode.RequestAbortBackgroundOperation) _isAborted = step.Recorded == 0;
        else if (step.Recorded == Background) (_isAborted, _stoppedAt) = (false, null);
    }
}
