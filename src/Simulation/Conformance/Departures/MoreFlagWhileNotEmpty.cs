using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Get Event Records with the More flag for what was returned already.</summary>
internal sealed class MoreFlagWhileNotEmpty() : MailboxDeparture(
    new DepartureText(
        "more-flag-while-not-empty", "Get Event Records sets More whenever the log holds a record",
        "only when more remain than were returned",
        "CXL 3.x, Get Event Records"),
    (int)Opcode.GetEventRecords)
{
    private const byte More = 2;

    /// <summary>A payload has room for 15 records and a log for 8: all are returned always.</summary>
    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene) =>
        recorded.IsSuccess ? recorded.With(output => output[0] &= 0xFF ^ More) : recorded;
}
