namespace CxlFabricSim.Protocol;

/// <summary>
/// What messages take of the flits of a link: headers share a slot, a line takes four. Slots follow one another without a gap, from one
/// flit into the next. Headers with data beside them (RwD, DRS) are counted with their line.
/// </summary>
public sealed record FlitFormat
{
    private const int DataSlots = 4;

    /// <summary>
    /// 68 B flits: four slots of 16 bytes and 4 bytes of framing. One request (M2S Req or RwD) or two NDR headers a slot. A slot can hold up to
    /// three DRS headers; links that were measured come out as with one (CXL 3.x, "68B Flit" slot formats).
    /// </summary>
    public static FlitFormat Bytes68 { get; } = new() { FlitBytes = 68, Slots = 4, NoDataResponsesPerSlot = 2, DataResponsesPerSlot = 1 };

    /// <summary>
    /// 256 B flits: a header slot and 14 generic slots; what is left is framing, CRC and FEC. Data never goes into the header slot, so
    /// that the headers of the 3.5 lines that the others hold ride in it for nothing (CXL 3.x, "256B Flit" slot formats).
    /// </summary>
    public static FlitFormat Bytes256 { get; } = new() { FlitBytes = 256, Slots = 15, NoDataResponsesPerSlot = 2, DataResponsesPerSlot = 3.5 };

    public required int FlitBytes { get; init; }

    /// <summary>Slots of a flit.</summary>
    public required int Slots { get; init; }

    /// <summary>M2S Req and RwD headers that a slot holds.</summary>
    public double RequestsPerSlot { get; init; } = 1;

    /// <summary>S2M NDR headers that a slot holds.</summary>
    public required double NoDataResponsesPerSlot { get; init; }

    /// <summary>S2M DRS headers that a slot holds.</summary>
    public required double DataResponsesPerSlot { get; init; }

    /// <summary>NDR headers that share the slot of a DRS header (slot format G4: one DRS and two NDR).</summary>
    public int NoDataResponsesPerDataResponse { get; init; } = 2;

    /// <summary>Bytes on the line of a message of each class, framing included; CXL.io messages have sizes of their own.</summary>
    public IReadOnlyList<double> ClassBytes
    {
        get
        {
            var slot = (double)FlitBytes / Slots;
            return [slot / RequestsPerSlot, slot * (DataSlots + 1 / RequestsPerSlot), slot / NoDataResponsesPerSlot, slot * (DataSlots + 1 / DataResponsesPerSlot), slot];
        }
    }
}
