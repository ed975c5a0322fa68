using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Clear Event Records with handles that are not those of the oldest records.</summary>
internal sealed class InvalidInputInsteadOfInvalidHandle() : MailboxDeparture(
    new DepartureText(
        "invalid-input-instead-of-invalid-handle", "Invalid Input for a handle that is not the oldest record's", "Invalid Handle",
        "CXL 3.x, Clear Event Records"),
    (int)Opcode.ClearEventRecords)
{
    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene) =>
        recorded.Code == InvalidInput && ClearEvents.IsWellFormed(step) ? Answer.Of(InvalidHandle) : recorded;
}
