using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Static capacity that cannot be divided anew.</summary>
internal sealed class DividedForGood() : MailboxDeparture(
    new DepartureText(
        "divided-for-good", "what is volatile and what persistent is so for good",
        "any of it can be either, in units of 256 MiB, by Set Partition Info",
        "CXL 3.x, Identify Memory Device"),
    (int)Opcode.IdentifyMemoryDevice)
{
    private const int VolatileOnlyOffset = 0x18;
    private const int AlignmentOffset = 0x28;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene) => !recorded.IsSuccess
        ? recorded
        : recorded.With(output =>
        {
            output.AsSpan(VolatileOnlyOffset, AlignmentOffset + sizeof(ulong) - VolatileOnlyOffset).Clear();
            output[AlignmentOffset] = 1;
        });
}
