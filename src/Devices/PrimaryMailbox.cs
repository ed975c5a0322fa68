using CxlFabricSim.Components.Features;
using CxlFabricSim.Components.Firmware;
using CxlFabricSim.Components.Logs;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Devices.Health;
using CxlFabricSim.Devices.Identity;
using CxlFabricSim.Devices.Labels;
using CxlFabricSim.Devices.Media;
using CxlFabricSim.Devices.Security;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <summary>
/// The primary mailbox of a logical device: the table of its commands, what those of the memory device command sets are about, the status
/// registers, and what a reset leaves of it all.
/// </summary>
public sealed class PrimaryMailbox
{
    private readonly LogicalDevice _device;
    private readonly MailboxProfile _profile;
    private readonly uint _labelStorageBytes;

    internal PrimaryMailbox(LogicalDevice device, ulong volatileBytes, ulong persistentBytes, uint labelStorageBytes)
    {
        _device = device;
        _profile = device.Profile.Mailbox;
        Commands = new CommandTable(_profile.Rules, device.AddCommandsTo);
        Partitions = new StaticPartitions(volatileBytes, persistentBytes, _profile.PartitionAlignmentBytes);
        MediaState = new MediaState(device.AccessChanged);
        if (!_profile.MediaDisabledNotEnforced) Commands.IsMediaDisabled = () => MediaState.IsDisabled;
        Firmware = new FirmwareSlots(_profile.Firmware, Commands.Background, Partitions.HasOddSize);
        Features = new FeatureSet(_profile.Features, MemoryFeatures.Listing, _profile.FeatureRules);
        Security = new PersistentSecurity(_profile.PassphraseAttempts, ErasePersistent, device.AccessChanged);
        Labels = new LabelStorage(labelStorageBytes, () => Security.IsLocked);
        Alerts = new AlertConfiguration(_profile);
        Health = new DeviceHealth(() => MediaState.IsDisabled);
        _labelStorageBytes = labelStorageBytes;
    }

    public CommandTable Commands { get; }

    public StaticPartitions Partitions { get; }

    public MediaState MediaState { get; }

    public FirmwareSlots Firmware { get; }

    public FeatureSet Features { get; }

    public LabelStorage Labels { get; }

    public AlertConfiguration Alerts { get; }

    public DeviceHealth Health { get; }

    public PersistentSecurity Security { get; }

    /// <summary>Loads and stores do not reach the media.</summary>
    internal bool IsMediaClosed => MediaState.IsDisabled && !_profile.MediaDisabledNotEnforced;

    /// <summary>The Memory Device Status register.</summary>
    public ulong MemoryDeviceStatus(SimTime now)
    {
        Commands.Background.Advance(now);
        return MediaState.Status;
    }

    /// <summary>A reset of the device; <see cref="LogicalDevice.Reset"/> does the rest of it.</summary>
    internal void Reset(ResetKind kind)
    {
        Commands.Reset();
        if (_profile.MostIsKeptAtAnyReset)
        {
            Firmware.ForgetImages();
            MediaState.Enable();
            return;
        }

        // Media that a sanitisation disabled stay so until one was carried out.
        Firmware.DropTransfer();
        Features.DropTransfer();
        if (kind == ResetKind.Cold) ColdReset();
    }

    private void ColdReset()
    {
        Firmware.ColdReset();
        Features.RestoreDefaults();
        Health.ColdReset();
        _device.Timestamp.Forget();
        _device.Fill(0, Partitions.VolatileBytes, 0);
        if (Partitions.NextVolatileBytes is { } next)
        {
            var (start, length) = Partitions.Divide(next);
            _device.Fill(start, length, 0);
        }

        Security.ColdReset();
    }

    /// <summary>Adds the commands of the memory device command sets and those of any mailbox.</summary>
    internal void AddTo(CommandTable commands)
    {
        BackgroundCommands.AddTo(commands);
        _device.Timestamp.AddTo(commands);
        new LogCommands(Logs(commands), _device.Timestamp, _profile.LogRules).AddTo(commands);
        AddMemoryCommandsTo(commands);
    }

    /// <summary>Adds the commands of the memory device command sets alone.</summary>
    internal void AddMemoryCommandsTo(CommandTable commands)
    {
        var identity = new DeviceIdentity(
            () => _device.Profile.FirmwareRevision ?? Firmware.ActiveRevision,
            _labelStorageBytes,
            _device.Profile.PoisonListEntries,
            _device.Profile.EventRules.RecordsPerLog);
        Firmware.AddTo(commands);
        Features.AddTo(commands);
        new MaintenanceCommands(_device.Media.Maintenance, Features, RepairLimit, _device.Media.Inject).AddTo(commands);
        new IdentityCommands(identity, Partitions, ChangeSides).AddTo(commands);
        Labels.AddTo(commands);
        Health.AddTo(commands);
        Alerts.AddTo(commands);
        new SanitizeCommands(
            MediaState, () => Partitions.TotalBytes, _profile.SecureEraseTime, () => Security.HasUserPassphrase, ClearEverything).AddTo(commands);
        new MediaOperationCommands(
            _profile.SanitizeFill, () => Security.IsLocked, _device.IsReachable, _device.Fill).AddTo(commands);
        Security.AddTo(commands);
    }

    private List<DeviceLog> Logs(CommandTable commands)
    {
        List<DeviceLog> logs = [new CommandEffectsLog(commands)];
        if (_profile.HasStateDumpLog) logs.Add(new ComponentStateDumpLog(() => StateDump.Of(_device)));
        return logs;
    }

    private ulong? RepairLimit() => _profile.MaintenanceAddressesNotChecked ? null : _device.CapacityBytes;

    private void ClearEverything()
    {
        _device.Fill(0, Partitions.TotalBytes, 0);
        if (!_profile.DynamicCapacityNotSanitized) _device.ClearAcceptedCapacity();
        Labels.Clear();
        _device.Events.DiscardAll();
    }

    private void ErasePersistent() => _device.Fill(Partitions.VolatileBytes, Partitions.PersistentBytes, 0);

    private void ChangeSides(ulong start, ulong length)
    {
        _device.Fill(start, length, 0);
        _device.AccessChanged();
    }
}
