namespace CxlFabricSim.Protocol;

/// <summary>What a message on a link says. Values are on the wire between processes: append only.</summary>
public enum MessageKind : byte
{
    None = 0,

    /// <summary>M2S Req MemRd: read one line.</summary>
    MemoryRead = 1,

    /// <summary>M2S RwD MemWr: write one line.</summary>
    MemoryWrite = 2,

    /// <summary>S2M DRS MemData: the line that was read.</summary>
    MemoryData = 3,

    /// <summary>S2M NDR Cmp: a write is done.</summary>
    WriteCompletion = 4,

    /// <summary>A CCI request of a host or of the fabric manager; the record is a <see cref="CciMessage"/>.</summary>
    CciRequest = 5,

    /// <summary>The answer to a CCI request; the record is a <see cref="CciMessage"/>.</summary>
    CciResponse = 6,

    /// <summary>MSI or MSI-X of a device to its host; the address word holds the vector.</summary>
    Interrupt = 7,

    /// <summary>A host tells the fabric manager, over their network, how much dynamic capacity it wants; the address word holds the bytes.</summary>
    DemandReport = 13,
}
