using System.Collections.Frozen;
using System.Collections.Immutable;
using CxlFabricSim.Components.Features;
using CxlFabricSim.Components.Firmware;
using CxlFabricSim.Components.Logs;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Devices.Media;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <summary>
/// What a vendor decides about the primary mailbox, and where its commands depart from the specification; a flag that is false is the
/// specification, and its summary starts with the name under which recorded vectors mark the departure, if they do.
/// </summary>
public sealed record MailboxProfile
{
    /// <summary>As the specification says; every command is there.</summary>
    public static readonly MailboxProfile Cxl = new();

    /// <summary>As QEMU 11 does it, byte for byte.</summary>
    public static readonly MailboxProfile Qemu11 = new()
    {
        Rules = new MailboxRules
        {
            LeftOut = NotInQemu,
            AbortIgnoredFromPercent = 85,
            BackgroundBitSetAtFirst = true,
            EffectBitsDisplaced = true,
        },
        Firmware = new FirmwareOptions { SlotRevisions = ["BWFW VERSION 0", "BWFW VERSION 1"] },
        FeatureRules = new FeatureRules
        {
            NullUuidReadsAsTransferInProgress = true,
            UnsupportedInsteadOfOwnCodes = true,
            TransfersNotChecked = true,
            ClearsWhatWasSent = true,
        },
        Features = MemoryFeatures.All(FeatureAttributes.None),
        PartitionAlignmentBytes = 0,
        HasStateDumpLog = false,
        LogRules = new LogRules { LimitBytes = 256 << 10, OffsetUnit = 4 },
        AlertEnableBitsIgnored = true,
        PartialAlertUpdateOnError = true,
        MediaDisabledNotEnforced = true,
        SanitizeFill = 0x0F,
        DynamicCapacityNotSanitized = true,
        MaintenanceAddressesNotChecked = true,
        MostIsKeptAtAnyReset = true,
    };

    /// <summary>Commands, limits of aborts, and status bits.</summary>
    public MailboxRules Rules { get; init; } = new();

    /// <summary>The message number of the interrupt at the end of a background operation.</summary>
    public int InterruptVector { get; init; } = 7;

    public FirmwareOptions Firmware { get; init; } = new();

    public FeatureRules FeatureRules { get; init; } = new();

    /// <summary>The features, in the order in which they are kept; values outlive the resets that their attributes say.</summary>
    public ImmutableArray<Feature> Features { get; init; } = MemoryFeatures.All(FeatureAttributes.KeptThroughWarmReset);

    /// <summary>The unit in which the static capacity can be divided into volatile and persistent; 0: it is divided for good.</summary>
    public ulong PartitionAlignmentBytes { get; init; } = Sizes.CapacityMultiple;

    /// <summary>There is a Component State Dump Log beside the Command Effects Log.</summary>
    public bool HasStateDumpLog { get; init; } = true;

    public LogRules LogRules { get; init; } = new();

    /// <summary>
    /// alert-enable-bits-ignored: a valid alert is always enabled, and Get Alert Configuration shows that in the byte that says
    /// which alerts can be programmed.
    /// </summary>
    public bool AlertEnableBitsIgnored { get; init; }

    /// <summary>partial-update-on-error: thresholds before the one that is refused are taken.</summary>
    public bool PartialAlertUpdateOnError { get; init; }

    /// <summary>media-disabled-not-enforced: only the status register shows that the media are disabled.</summary>
    public bool MediaDisabledNotEnforced { get; init; }

    /// <summary>What Media Operations' sanitize leaves in each byte.</summary>
    public byte SanitizeFill { get; init; }

    /// <summary>Sanitize leaves accepted dynamic capacity as it is.</summary>
    public bool DynamicCapacityNotSanitized { get; init; }

    /// <summary>Perform Maintenance takes any address.</summary>
    public bool MaintenanceAddressesNotChecked { get; init; }

    /// <summary>
    /// event-status-lost-at-reset, extents-kept-at-reset: a reset of any kind keeps everything but decoders, firmware slots and the event
    /// status register, which then does not show the records that are there.
    /// </summary>
    public bool MostIsKeptAtAnyReset { get; init; }

    /// <summary>How long Secure Erase takes: keys are changed, no memory is written.</summary>
    public SimTime SecureEraseTime { get; init; } = new(SimTime.PicosecondsPerSecond);

    /// <summary>Wrong passphrases in a row after which that kind of passphrase is not looked at until the next cold reset.</summary>
    public int PassphraseAttempts { get; init; } = 3;

    private static FrozenSet<Opcode> NotInQemu =>
        new[]
        {
            Opcode.GetLogCapabilities, Opcode.ClearLog, Opcode.PopulateLog, Opcode.GetSupportedLogsSubList, Opcode.SetPartitionInfo,
            Opcode.GetHealthInfo, Opcode.GetShutdownState, Opcode.SetShutdownState, Opcode.SecureErase, Opcode.SetPassphrase,
            Opcode.DisablePassphrase, Opcode.Unlock, Opcode.FreezeSecurityState, Opcode.PassphraseSecureErase,
            Opcode.GetMctpEventInterruptPolicy, Opcode.SetMctpEventInterruptPolicy, Opcode.EventNotification,
        }.ToFrozenSet();
}
