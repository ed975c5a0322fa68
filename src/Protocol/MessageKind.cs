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

    /// <summary>A <see cref="SlotEvent"/>, in the address word, of the port above a device: source and LD-ID name the logical device.</summary>
    SlotChanged = 8,

    /// <summary>A host powers off the slot of a logical device, which it no longer uses.</summary>
    SlotPowerOff = 9,

    /// <summary>A logical device, or with LD-ID FFh all of a device, is reset: its host, if it had one, is gone. 1 in the address word ends its binding.</summary>
    LdReset = 10,

    /// <summary>A host writes registers of a logical device; the record is a list of dword offsets and values, u32 each.</summary>
    RegisterWrite = 11,

    /// <summary>The registers are written.</summary>
    RegisterWriteCompletion = 12,

    /// <summary>A host tells the fabric manager, over their network, how much dynamic capacity it wants; the address word holds the bytes.</summary>
    DemandReport = 13,

    /// <summary>CfgRd or CfgWr of a host to the vPPB above a logical device, which target and LD-ID name; the address word says what.</summary>
    ConfigurationRequest = 14,

    /// <summary>CplD or Cpl of such a request; the address word holds what was read.</summary>
    ConfigurationCompletion = 15,

    /// <summary>ERR_COR, ERR_NONFATAL or ERR_FATAL of a logical device to its host: 0, 1 or 2 in the address word.</summary>
    ErrorMessage = 16,

    /// <summary>A switch asks that a logical device behind another switch be bound to the host that the source names.</summary>
    LdClaim = 17,

    /// <summary>The answer: in the address word bit 0 when the logical device is the host's now, bit 1 when its link is up.</summary>
    LdClaimAnswer = 18,

    /// <summary>To the switch of a host bound from behind another: the link to its logical device went down (0 in the address word) or up (1).</summary>
    LdLinkChanged = 19,
}
