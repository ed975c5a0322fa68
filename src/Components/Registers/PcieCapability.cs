namespace CxlFabricSim.Components.Registers;

/// <summary>
/// The PCI Express capability (PCI Express base specification, "PCI Express Capability Structure"): device, link and, below a port,
/// slot registers.
/// </summary>
public sealed record PcieCapability
{
    public const byte Id = 0x10;

    private const int Endpoint = 0;
    private const int Version = 2;
    private const uint ActiveStatePowerL0s = 1u << 10;
    private const uint ReportsLinkActive = 1u << 20;
    private const uint ReportsBandwidthChanges = 1u << 21;
    private const uint LinkIsActive = 1u << 13;
    private const uint FlitModeStatus = 1u << 10;

    // Attention and power indicators off; what is plugged in is present.
    private const uint IndicatorsOff = 0x03C0;
    private const uint PowerIsOff = 1u << 10;
    private const uint PresenceDetected = 1u << 6;
    private const uint PowerControllerPresent = 1u << 1;

    // Attention button and both indicators, surprise removal, hot-plug; commands complete without notice.
    private const uint SlotFeatures = 0x0002_0079;
    private const int SlotNumberShift = 19;

    /// <summary>Device/port type: 0 endpoint, 4 root port, 5 switch upstream port, 6 switch downstream port.</summary>
    public int PortType { get; init; } = Endpoint;

    /// <summary>What the port can do, and what this end of the link came up with.</summary>
    public PcieLink Supported { get; init; }

    public PcieLink Current { get; init; }

    /// <summary>Bits that come beside role-based error reporting and extended tags.</summary>
    public uint DeviceCapability { get; init; } = 0x8020;

    public int PortNumber { get; init; }

    /// <summary>The link is in flit mode (Link Status 2), as it is for want of a partner too.</summary>
    public bool IsFlitMode { get; init; }

    /// <summary>Link Capabilities 2 and Link Control 2 are there; functions that have no link of their own leave them out.</summary>
    public bool HasSecondLinkRegisters { get; init; } = true;

    /// <summary>A port with something below it, or room for it; null without a slot.</summary>
    public PcieSlot? Slot { get; init; }

    /// <summary>The registers behind the capability's id, at offsets from its start.</summary>
    public RegisterField[] Fields()
    {
        var isDownstream = Slot is not null;
        var linkCapability = Supported.Encoded | ActiveStatePowerL0s | (uint)PortNumber << 24
            | (isDownstream ? ReportsLinkActive | ReportsBandwidthChanges : 0);
        var linkStatus = Current.Encoded | (Slot is { IsOccupied: true } ? LinkIsActive : 0);
        List<RegisterField> fields =
        [
            new(0x02, 2, (uint)(Version | PortType << 4 | (isDownstream ? 1 << 8 : 0))),
            new(0x04, 4, DeviceCapability),
            new(0x08, 2, 0, 0x79FF),
            new(0x0A, 2, 0, 0, 0x000F),
            new(0x0C, 4, linkCapability),
            new(0x10, 2, 0, isDownstream ? 0x00D3u : 0x00C3u),
            new(0x12, 2, linkStatus, 0, isDownstream ? 0xC000u : 0),
            new(0x24, 4, isDownstream ? 0x0030_0020u : 0x0030_0000u),
            new(0x28, 2, 0, 0x001F),
        ];
        if (HasSecondLinkRegisters)
        {
            fields.Add(new RegisterField(0x2C, 4, (1u << Supported.Speed + 1) - 2));
            fields.Add(new RegisterField(0x30, 2, (uint)Supported.Speed, 0x001F));
            fields.Add(new RegisterField(0x32, 2, IsFlitMode ? FlitModeStatus : 0));
        }

        if (Slot is { } slot) AddSlot(fields, slot);
        return [.. fields];
    }

    private static void AddSlot(List<RegisterField> fields, PcieSlot slot)
    {
        var control = IndicatorsOff | (slot.HasPowerController && !slot.IsOccupied ? PowerIsOff : 0);
        var capability = (uint)slot.Number << SlotNumberShift | SlotFeatures | (slot.HasPowerController ? PowerControllerPresent : 0);
        fields.Add(new RegisterField(0x14, 4, capability));
        fields.Add(new RegisterField(0x18, 2, control, slot.ReportsLinkChanges ? 0x1FFFu : 0x0FFFu));
        fields.Add(new RegisterField(0x1A, 2, slot.IsOccupied ? PresenceDetected : 0, 0, 0x011F));
    }
}
