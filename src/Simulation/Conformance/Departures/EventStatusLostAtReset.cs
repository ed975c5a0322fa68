using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>The Event Status register after a reset, which leaves the logs as they are.</summary>
internal sealed class EventStatusLostAtReset() : Departure(
    new DepartureText(
        "event-status-lost-at-reset", "the register says empty after a reset although the logs keep their records",
        "a bit for each log that holds records", "CXL 3.x, Event Status Register"))
{
    private const int Informational = 0;
    private const int DynamicCapacity = 4;

    private static readonly string[] Levels = ["informational", "warning", "failure", "fatal"];

    private ulong _holding;
    private bool _isReset;

    public override string Expect(ReplayedStep step, string recorded, ReplayScene scene) =>
        _isReset && step.Register == "event_status" && recorded.All(digit => digit == '0') ? $"{_holding:x16}" : recorded;

    /// <summary>Which logs hold records, by what was put into them; no recorded vector clears one before its reset.</summary>
    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        _isReset |= step.IsReset;
        if (step.Request.Length > 0 && step.HasError) return;
        if (step.IsAdd || step.IsRelease) _holding |= 1 << DynamicCapacity;
        else if (step.Request.StartsWith("cxl-inject", StringComparison.Ordinal) && step.Arguments.Has("log"))
            _holding |= 1UL << Array.IndexOf(Levels, step.Arguments.Text("log"));
        if (step.Opcode == (int)Opcode.InjectPoison && step.Recorded == 0) _holding |= 1 << Informational;
    }
}
