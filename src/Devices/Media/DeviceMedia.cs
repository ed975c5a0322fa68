using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>
/// The condition of a logical device's media: its poison, its scans, the events that something reported, and the maintenance that they
/// asked for. What a management interface injects comes in here.
/// </summary>
public sealed class DeviceMedia
{
    private readonly LogicalDevice _device;
    private readonly PoisonCommands _commands;
    private readonly byte[] _record = new byte[EventRecord.Bytes];

    internal DeviceMedia(LogicalDevice device, PoisonRules rules)
    {
        _device = device;
        Rules = rules;
        Poison = new PoisonList(rules);
        Scan = new MediaScan(this, device);
        _commands = new PoisonCommands(this, device);
    }

    public PoisonRules Rules { get; }

    public PoisonList Poison { get; }

    public MaintenanceRequests Maintenance { get; } = new();

    internal MediaScan Scan { get; }

    internal bool IsListFrozen => Rules.ScanFreezesList && Scan.IsRunning;

    internal void AddTo(CommandTable commands)
    {
        _commands.AddTo(commands);
        Scan.AddTo(commands);
    }

    /// <summary>
    /// Puts a General Media or DRAM event into a log, as cxl-inject-general-media-event and cxl-inject-dram-event do. When it says that
    /// maintenance is needed, Perform Maintenance at its address will find it.
    /// </summary>
    /// <returns>Null when it was done, otherwise QEMU's error text.</returns>
    public string? Inject(MediaEvent mediaEvent, EventLogKind log, SimTime now)
    {
        ArgumentNullException.ThrowIfNull(mediaEvent);
        if (log == EventLogKind.Informational && mediaEvent.NeedsMaintenance) return "Informational event cannot require maintenance";
        Log(mediaEvent, log, now);
        if (mediaEvent.NeedsMaintenance) Maintenance.Add(mediaEvent);
        return null;
    }

    /// <summary>Puts a Memory Module event into a log, as cxl-inject-memory-module-event does.</summary>
    public void Inject(MemoryModuleEvent moduleEvent, EventLogKind log, SimTime now)
    {
        ArgumentNullException.ThrowIfNull(moduleEvent);
        var timestamp = _device.Timestamp.At(now);
        moduleEvent.Write(_record, timestamp);
        _device.Log(log, _record, timestamp);
    }

    /// <summary>Puts a Memory Sparing event into the informational log, as maintenance does.</summary>
    public void Inject(MemorySparingEvent sparingEvent, SimTime now)
    {
        ArgumentNullException.ThrowIfNull(sparingEvent);
        var timestamp = _device.Timestamp.At(now);
        sparingEvent.Write(_record, timestamp);
        _device.Log(EventLogKind.Informational, _record, timestamp);
    }

    /// <summary>
    /// Poisons lines for a reason inside the device, as cxl-inject-poison does. What does not fit into the list is an overflow; an event
    /// goes to the failure log.
    /// </summary>
    /// <returns>Null when it was done, otherwise QEMU's error text, or ours for what QEMU takes without harm.</returns>
    public string? InjectPoison(Dpa start, ulong length, SimTime now)
    {
        var range = new MediaRange(start.Value, length / Sizes.Line);
        if (length % Sizes.Line != 0) return "Poison injection must be in multiples of 64 bytes";
        if (!range.IsAligned) return "Poison start address must be 64 byte aligned";
        if (length == 0) return "Poison injection must be at least 64 bytes";
        if (!Rules.RangesNotChecked && !range.IsBelow(_device.CapacityBytes, Rules)) return "Poison range is beyond the capacity of the device";

        // QEMU looks at both ends only, and only at the list.
        var overlaps = Rules.RangesNotChecked
            ? Poison.IsListed(listed => listed.Contains(range.First) || listed.Contains(range.Last))
            : Poison.Exists(poison => range.Overlaps(poison, Rules));
        if (overlaps) return "Overlap with existing poisoned region not supported";
        AddPoison(new PoisonRange(start, length, PoisonSource.Internal), MediaTransaction.InternalMediaScrub, EventLogKind.Failure, now);
        return null;
    }

    /// <summary>A reset of whatever kind: poison and what asks for maintenance stay, a scan has not been made.</summary>
    internal void Reset()
    {
        if (!Rules.ScanResultsOutliveReset) Scan.Reset();
    }

    /// <summary>Poison goes with what memory held: capacity that is given back or wiped has none.</summary>
    internal void Forget(Dpa start, ulong length)
    {
        if (Rules.IsInvisibleToAccesses) return;
        if (Poison.Clear(start, length)) PoisonChanged();
    }

    internal void AddPoison(PoisonRange range, MediaTransaction cause, EventLogKind log, SimTime now)
    {
        var timestamp = _device.Timestamp.At(now);
        var overflows = Poison.IsFull;
        Poison.Add(range, timestamp);
        PoisonChanged();
        var descriptor = overflows
            ? MediaEventDescriptor.Uncorrectable | MediaEventDescriptor.PoisonListOverflow
            : MediaEventDescriptor.Uncorrectable;
        LogPoison(range, cause, log, descriptor, now);
    }

    internal void LogPoison(PoisonRange range, MediaTransaction cause, EventLogKind log, MediaEventDescriptor descriptor, SimTime now)
    {
        const ulong IsVolatile = 1;

        if (Rules.IsNotLogged) return;
        var address = _device.IsPersistent(range.Start) ? range.Start.Value : range.Start.Value | IsVolatile;
        Log(
            new GeneralMediaEvent
            {
                Header = new EventHeader { Flags = (uint)log },
                Address = address,
                Descriptor = descriptor,
                Transaction = cause,
            },
            log,
            now);
    }

    internal void ClearPoisonOfLine(ulong dpa, SimTime now)
    {
        var timestamp = _device.Timestamp.At(now);
        if (Rules.RangesNotChecked) Poison.ClearListedLine(dpa, timestamp);
        else Poison.Clear(new Dpa(dpa), Sizes.Line, timestamp);
        PoisonChanged();
    }

    internal void PoisonChanged() => _device.SetPoisoned(Poison.HasPoison && !Rules.IsInvisibleToAccesses);

    private void Log(MediaEvent mediaEvent, EventLogKind log, SimTime now)
    {
        var timestamp = _device.Timestamp.At(now);
        mediaEvent.Write(_record, timestamp);
        _device.Log(log, _record, timestamp);
    }
}
