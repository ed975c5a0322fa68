using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Ras;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Devices.Media;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <summary>
/// What one host sees of a Type 3 device: its mailbox, decoders, event logs and extents, its share of the static memory, and the
/// dynamic capacity at the same DPA as every other host.
/// </summary>
public sealed partial class LogicalDevice
{
    private readonly DeviceProfile _profile;
    private readonly HostCapacityCommands? _capacityCommands;
    private readonly byte[] _record = new byte[EventRecord.Bytes];

    internal LogicalDevice(
        int id, Type3Options options, DynamicRegions regions, CapacityLedger ledger, ulong volatileShare, ulong persistentShare)
    {
        Id = id;
        _profile = options.Profile;
        Decoders = new HdmDecoderBlock(HdmDecoderRole.Endpoint, !_profile.CommitsNotChecked)
        {
            SupportsBackInvalidate = options.HasBackInvalidate,
        };
        Events = new EventLogs(_profile.EventRules);
        Extents = new ExtentList(regions);
        ledger.Join(Extents);

        _volatile = options.Volatile;
        _volatileSize = volatileShare;
        _volatileStart = (ulong)id * volatileShare;
        _persistent = options.Persistent;
        _persistentSize = persistentShare;
        _persistentStart = (ulong)id * persistentShare;
        _dynamic = options.Dynamic;
        _dynamicBase = regions.Base;
        _dynamicSize = regions.TotalBytes;
        _accepted = Extents.AcceptedBlocks;

        Media = new DeviceMedia(this, _profile.Poison);
        Mailbox = new PrimaryMailbox(this, volatileShare, persistentShare, options.LabelStorageBytes);
        AccessChanged();
        if (regions.Count == 0) return;
        _capacityCommands = new HostCapacityCommands(
            _profile, regions, Extents, () => (_volatileSize > 0 ? 1u : 0) + (_persistentSize > 0 ? 1u : 0), ledger);
    }

    public int Id { get; }

    public HdmDecoderBlock Decoders { get; }

    public EventLogs Events { get; }

    public ExtentList Extents { get; }

    /// <summary>Poison, media events and maintenance.</summary>
    public DeviceMedia Media { get; }

    public RasCapability Ras { get; } = new();

    /// <summary>Where the fabric manager reads of media and module events, if the device tells it.</summary>
    internal ManagementEvents? Manager { get; init; }

    public DeviceTimestamp Timestamp { get; } = new();

    /// <summary>What the commands of the host's mailbox are about, and its registers.</summary>
    public PrimaryMailbox Mailbox { get; }

    /// <summary>The commands of the host's mailbox.</summary>
    public CommandTable Commands => Mailbox.Commands;

    /// <summary>Extents that could still be tracked; wraps where offers are not held to the limit.</summary>
    public uint ExtentsAvailable => _capacityCommands?.Available ?? 0;

    public ulong VolatileBytes => Mailbox.Partitions.VolatileBytes;

    public ulong PersistentBytes => Mailbox.Partitions.PersistentBytes;

    internal DeviceProfile Profile => _profile;

    internal ulong StaticBytes => _volatileSize + _persistentSize;

    internal ulong CapacityBytes => StaticBytes + _dynamicSize;

    internal bool HasDynamicCapacity => _dynamicSize > 0;

    internal bool IsPersistent(Dpa dpa) => dpa.Value - VolatileBytes < PersistentBytes;

    /// <summary>Adds everything that the host's mailbox can do.</summary>
    internal void AddCommandsTo(CommandTable commands)
    {
        Mailbox.AddTo(commands);
        Events.AddTo(commands);
        Media.AddTo(commands);
        _capacityCommands?.AddTo(commands);
    }

    /// <summary>Adds what the fabric manager can do with this logical device as a memory device: everything but its host's events and capacity.</summary>
    internal void AddMemoryCommandsTo(CommandTable commands)
    {
        Mailbox.AddMemoryCommandsTo(commands);
        Media.AddTo(commands);
    }

    /// <summary>Puts a record into an event log, which may interrupt the host.</summary>
    internal void Log(EventLogKind log, ReadOnlySpan<byte> record, ulong timestamp)
    {
        Events.Add(log, record, timestamp);
        if (log != EventLogKind.DynamicCapacity) Manager?.Add(Id, log, record, timestamp);
    }

    /// <summary>The message numbers with which the host is now to be interrupted, a bit each; asking forgets them.</summary>
    internal uint TakeInterrupts() =>
        Events.TakeInterrupts() | (Commands.TakeInterrupt() ? 1u << _profile.Mailbox.InterruptVector : 0);

    /// <summary>Adds one record for each extent of a request to the dynamic capacity log.</summary>
    internal void Announce(DynamicCapacityEvent kind, IReadOnlyList<DcExtent> extents, SimTime now)
    {
        var timestamp = Timestamp.At(now);
        for (var index = 0; index < extents.Count; index++)
        {
            var moreFollow = index + 1 < extents.Count;
            EventRecord.FillDynamicCapacity(_record, timestamp, kind, extents[index], moreFollow, _capacityCommands!.Available);
            Log(EventLogKind.DynamicCapacity, _record, timestamp);
        }
    }
}
