namespace CxlFabricSim.Devices.Media;

/// <summary>Whether a device's media are enabled, as the Memory Device Status register shows it (CXL 3.x, "Memory Device Status Register").</summary>
/// <param name="changed">Told when they were disabled or enabled.</param>
public sealed class MediaState(Action changed)
{
    private const ulong Ready = 1 << 2;
    private const ulong Disabled = 3 << 2;
    private const ulong MailboxInterfacesReady = 1 << 4;

    public bool IsDisabled { get; private set; }

    /// <summary>The register: media status in bits 3:2 (1 ready, 3 disabled), mailbox interfaces ready in bit 4.</summary>
    public ulong Status => MailboxInterfacesReady | (IsDisabled ? Disabled : Ready);

    public void Disable() => Set(true);

    public void Enable() => Set(false);

    private void Set(bool isDisabled)
    {
        if (IsDisabled == isDisabled) return;
        IsDisabled = isDisabled;
        changed();
    }
}
