using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>The generation number of the extent list.</summary>
internal sealed class GenerationAlwaysZero() : MailboxDeparture(
    new DepartureText(
        "generation-always-zero", "the extent list's generation number is zero", "it counts the changes of the list",
        "CXL 3.x, Get Dynamic Capacity Extent List"),
    (int)Opcode.GetDynamicCapacityExtentList)
{
    private const int GenerationOffset = 8;

    private uint _changes;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene) =>
        recorded.IsSuccess ? recorded.With(output => BitConverter.TryWriteBytes(output.AsSpan(GenerationOffset), _changes)) : recorded;

    public override void Follow(ReplayedStep step, ReplayScene scene)
    {
        if (ExtentResponse.ChangedList(step)) _changes++;
    }
}
