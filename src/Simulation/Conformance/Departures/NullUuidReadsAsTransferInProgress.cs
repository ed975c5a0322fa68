using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Get Feature with a UUID of zeros while nothing is transferred.</summary>
internal sealed class NullUuidReadsAsTransferInProgress() : MailboxDeparture(
    new DepartureText(
        "null-uuid-reads-as-transfer-in-progress", "Get Feature with a null UUID: Feature Transfer In Progress",
        "Unsupported: there is no such feature",
        "CXL 3.x, Get Feature"),
    (int)Opcode.GetFeature)
{
    private const int UuidBytes = 16;
    private const int TransferInProgress = 27;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene) =>
        recorded.Code == TransferInProgress && step.Input.Take(UuidBytes).All(value => value == 0) ? Answer.Of(Unsupported) : recorded;
}
