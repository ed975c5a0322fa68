namespace CxlFabricSim.Components.Registers;

/// <summary>
/// Link and slot registers of a downstream port, moved as its hardware moves them (PCI Express base specification, "Slot Status Register",
/// "Hot-Plug Interrupts").
/// </summary>
/// <param name="space">The port's config space.</param>
/// <param name="capability">Where its PCI Express capability stands.</param>
/// <param name="supported">What the port's end of a link can do.</param>
public sealed class SlotRegisters(RegisterFile space, int capability, PcieLink supported)
{
    /// <summary>Where the PCI Express capability of a switch's ports stands, which its hosts have learned when they enumerated them.</summary>
    public const int SwitchPortCapability = 0x90;

    /// <summary>Bit of Slot Status, and of Slot Control where it enables the interrupt: Attention Button Pressed.</summary>
    public const ushort AttentionButton = 1 << 0;

    /// <summary>Bit of Slot Status, and of Slot Control where it enables the interrupt: Presence Detect Changed.</summary>
    public const ushort PresenceChanged = 1 << 3;

    /// <summary>Bit of Slot Status: Data Link Layer State Changed.</summary>
    public const ushort LinkChanged = 1 << 8;

    private const int BridgeControlOffset = 0x3E;
    private const int DeviceControlOffset = 0x08;
    private const int LinkOffset = 0x10;
    private const int SlotOffset = 0x18;
    private const int SecondLinkOffset = 0x30;
    private const ushort PowerOff = 1 << 10;
    private const uint IsPresent = 1 << 6;
    private const ushort LinkChangedEnable = 1 << 12;
    private const ushort HotPlugInterruptEnable = 1 << 5;
    private const uint LinkIsActive = 1 << 13;
    private const uint NegotiatedMask = 0x03FF;
    private const uint FlitMode = 1 << 10;
    private const ushort LinkDisable = 1 << 4;
    private const ushort SecondaryBusReset = 1 << 6;
    private const ushort ErrorReportingEnables = 0x000F;
    private const int UpperHalf = 16;

    public ushort DeviceControl => Read(capability + DeviceControlOffset);

    public ushort LinkControl => Read(capability + LinkOffset);

    public ushort SlotControl => Read(capability + SlotOffset);

    public ushort SlotStatus => Read(capability + SlotOffset + sizeof(ushort));

    public bool IsInBusReset => (Read(BridgeControlOffset) & SecondaryBusReset) != 0;

    /// <summary>Whether software keeps the link down: by a secondary bus reset, by Link Disable or by Power Off.</summary>
    public bool IsHeldDown => IsInBusReset || (LinkControl & LinkDisable) != 0 || (SlotControl & PowerOff) != 0;

    /// <summary>The write by which a host's hot-plug handler clears what it has been told of, in the slot of a switch's port.</summary>
    public static (ConfigurationRequest Request, uint Data) Acknowledgement
    {
        get
        {
            const int UpperBytes = 0b1100;
            const uint Changes = AttentionButton | PresenceChanged | LinkChanged;
            return (new ConfigurationRequest(SwitchPortCapability + SlotOffset, UpperBytes, IsWrite: true), Changes << UpperHalf);
        }
    }

    /// <summary>What a hot-plug driver and an operating system's error handler switch on before they let the port be.</summary>
    public void Enable()
    {
        const uint All = AttentionButton | PresenceChanged | HotPlugInterruptEnable | LinkChangedEnable;
        space.Change(capability + SlotOffset, All, All);
        space.Change(capability + DeviceControlOffset, ErrorReportingEnables, ErrorReportingEnables);
    }

    /// <summary>Forgets what has changed so far, as if software had cleared it.</summary>
    public void ClearChanges() => space.Write(capability + SlotOffset + sizeof(ushort), sizeof(ushort), AttentionButton | PresenceChanged | LinkChanged);

    /// <summary>Shows what is in the slot and whether its link is up; returns the bits of Slot Status for what changes by that.</summary>
    /// <param name="isThere">Something is plugged in.</param>
    /// <param name="partner">The link of what is there; null while the link is down.</param>
    /// <param name="partnerRunsFlits256">It runs 256-byte flits.</param>
    public ushort Show(bool isThere, PcieLink? partner, bool partnerRunsFlits256)
    {
        var before = SlotStatus;
        var wasActive = (space.Read(capability + LinkOffset, sizeof(uint)) >> UpperHalf & LinkIsActive) != 0;
        var current = partner is { } link ? PcieLink.Between(supported, link) : supported;
        SetUpper(LinkOffset, LinkIsActive | NegotiatedMask, current.Encoded | (partner is null ? 0 : LinkIsActive));
        SetUpper(SecondLinkOffset, FlitMode, partner is null || partnerRunsFlits256 ? FlitMode : 0);
        SetUpper(SlotOffset, IsPresent, isThere ? IsPresent : 0);
        var changes = (ushort)(((before & IsPresent) != 0) == isThere ? 0 : PresenceChanged);
        if (wasActive != partner is not null) changes |= LinkChanged;
        return changes;
    }

    /// <summary>
    /// Sets bits of Slot Status; true when software is to be interrupted: every change interrupts, also while the bit of an earlier one is
    /// still set, since a handler that has not looked yet looks at both.
    /// </summary>
    public bool Raise(ushort changes)
    {
        SetUpper(SlotOffset, changes, changes);
        var control = SlotControl;
        if ((control & HotPlugInterruptEnable) == 0) return false;
        return (changes & control & (AttentionButton | PresenceChanged)) != 0
            || ((changes & LinkChanged) != 0 && (control & LinkChangedEnable) != 0);
    }

    /// <summary>The slot's power goes on or off as software commands.</summary>
    public void SetPower(bool isOn) => space.Change(capability + SlotOffset, PowerOff, isOn ? 0u : PowerOff);

    private ushort Read(int offset) => (ushort)space.Read(offset, sizeof(ushort));

    private void SetUpper(int offset, uint mask, uint bits) => space.Change(capability + offset, mask << UpperHalf, bits << UpperHalf);
}
