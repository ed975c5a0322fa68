namespace CxlFabricSim.Components.Registers;

/// <summary>A downstream port's number and slot, and what is plugged in.</summary>
/// <param name="PortNumber">The number that HDM decoders name it by.</param>
/// <param name="SlotNumber">Physical slot number.</param>
/// <param name="Partner">The link of the component below; null for an empty slot.</param>
/// <param name="PartnerRunsFlits256">The component below runs 256-byte flits.</param>
public readonly record struct PortLink(int PortNumber, int SlotNumber, PcieLink? Partner, bool PartnerRunsFlits256 = false)
{
    /// <summary>The PCI Express capability of a port with this below it; a link without a partner shows what the port can do.</summary>
    public PcieCapability Capability(int portType, PcieLink supported, bool hasPowerController) => new()
    {
        PortType = portType,
        PortNumber = PortNumber,
        Supported = supported,
        Current = Partner is { } partner ? PcieLink.Between(supported, partner) : supported,
        IsFlitMode = Partner is null || PartnerRunsFlits256,
        Slot = new PcieSlot(SlotNumber, Partner is not null, hasPowerController),
    };
}
