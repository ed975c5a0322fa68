using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>What the firmware calls itself, in Get FW Info and Identify Memory Device.</summary>
internal sealed class VendorNames() : MailboxDeparture(
    new DepartureText(
        "vendor-names", "firmware BWFW VERSION", "a vendor's choice: CXLFABRICSIM", "CXL 3.x, Get FW Info; Identify Memory Device"),
    (int)Opcode.GetFirmwareInfo, (int)Opcode.IdentifyMemoryDevice)
{
    private const int RevisionBytes = 16;
    private const int FirstSlotOffset = 0x10;

    private static readonly string[] Revisions = ["CXLFABRICSIM 0.1", "CXLFABRICSIM 0.2"];

    protected override Answer Expect(ReplayedStep step, Answer recorded, ReplayScene scene)
    {
        if (!recorded.IsSuccess) return recorded;
        if (step.Opcode == (int)Opcode.IdentifyMemoryDevice) return recorded.With(output => Write(output, 0, 0));
        return recorded.With(output =>
        {
            // A slot without an image shows zeros.
            for (var slot = 0; slot < Revisions.Length; slot++)
                if (output[FirstSlotOffset + slot * RevisionBytes] != 0) Write(output, FirstSlotOffset + slot * RevisionBytes, slot);
        });
    }

    private static void Write(byte[] output, int offset, int slot)
    {
        output.AsSpan(offset, RevisionBytes).Clear();
        System.Text.Encoding.ASCII.GetBytes(Revisions[slot], output.AsSpan(offset));
    }
}
