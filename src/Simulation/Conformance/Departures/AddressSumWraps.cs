using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>Ranges whose end is computed in 64 bits: those close to the last address, and empty ones.</summary>
internal sealed class AddressSumWraps() : MailboxDeparture(
    new DepartureText(
        "address-sum-wraps",
        "a range close to the last address, or of no length, reaches it; Clear Poison inside a line is looked up by its end",
        "Invalid Physical Address; no length is no line; Invalid Input inside a line", "CXL 3.x, Clear Poison; Get Poison List"),
    (int)Opcode.ClearPoison, (int)Opcode.GetPoisonList)
{
    private const int HeaderBytes = 32;
    private const int CountOffset = 10;

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (step.Opcode == (int)Opcode.GetPoisonList)
        {
            if (!recorded.IsSuccess || BitConverter.ToUInt64(step.Input, sizeof(ulong)) != 0) return recorded;
            return new Answer(Success, recorded.Output[..HeaderBytes]).With(output => output.AsSpan(CountOffset, sizeof(ushort)).Clear());
        }

        if (recorded.Code is not (Success or InvalidPhysicalAddress)) return recorded;
        var address = BitConverter.ToUInt64(step.Input);
        if (PoisonedLines.IsLine(address, scene)) return recorded;
        return Answer.Of(address % Sizes.Line != 0 ? InvalidInput : InvalidPhysicalAddress);
    }
}
