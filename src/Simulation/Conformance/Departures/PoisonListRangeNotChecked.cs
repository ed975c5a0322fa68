using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Get Poison List over addresses that the device does not have.</summary>
internal sealed class PoisonListRangeNotChecked() : MailboxDeparture(
    new DepartureText(
        "poison-list-range-not-checked", "Get Poison List takes any range", "Invalid Physical Address for one beyond the device",
        "CXL 3.x, Get Poison List"),
    (int)Opcode.GetPoisonList)
{
    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene) =>
        recorded.IsSuccess && PoisonedLines.IsBeyond(step, scene) ? Answer.Of(InvalidPhysicalAddress) : recorded;
}
