namespace CxlFabricSim.Protocol;

/// <summary>The address word of <see cref="MessageKind.SlotChanged"/>: the event in bits 7:0, the vPPB's place in its virtual switch in 15:8.</summary>
public static class SlotMessage
{
    private const int VppbShift = 8;

    public static ulong Encode(SlotEvent slotEvent, byte vppb) => (ulong)slotEvent | (ulong)vppb << VppbShift;

    public static (SlotEvent Event, byte Vppb) Decode(ulong word) => ((SlotEvent)(byte)word, (byte)(word >> VppbShift));
}
