using System.Buffers.Binary;
using System.Text;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Events;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <summary>
/// What one host sees of a Type 3 device: its mailbox, decoders, event logs and extents, its share of the static memory, and the
/// dynamic capacity at the same DPA as every other host.
/// </summary>
public sealed partial class LogicalDevice
{
    private const int IdentifyBytes = 0x45;
    private const int PartitionInfoBytes = 0x20;

    private readonly DeviceProfile _profile;
    private readonly HostCapacityCommands? _capacityCommands;
    private readonly uint _labelStorageBytes;
    private readonly byte[] _record = new byte[EventRecord.Bytes];

    internal LogicalDevice(
        int id, Type3Options options, DynamicRegions regions, CapacityLedger ledger, ulong volatileShare, ulong persistentShare)
    {
        Id = id;
        _profile = options.Profile;
        _labelStorageBytes = options.LabelStorageBytes;
        Decoders = new HdmDecoderBlock(HdmDecoderRole.Endpoint, !_profile.CommitsNotChecked);
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

        Timestamp.AddTo(Commands);
        Commands.Add(Opcode.GetEventRecords, 1, GetEventRecords);
        Commands.AddOfAnyLength(Opcode.ClearEventRecords, ClearEventRecords);
        Commands.Add(Opcode.IdentifyMemoryDevice, 0, Identify);
        Commands.Add(Opcode.GetPartitionInfo, 0, GetPartitionInfo);
        if (regions.Count == 0) return;
        var staticPartitions = (volatileShare > 0 ? 1u : 0) + (persistentShare > 0 ? 1u : 0);
        _capacityCommands = new HostCapacityCommands(_profile, regions, Extents, staticPartitions, ledger);
        _capacityCommands.AddTo(Commands);
    }

    public int Id { get; }

    public HdmDecoderBlock Decoders { get; }

    public EventLogs Events { get; }

    public ExtentList Extents { get; }

    public DeviceTimestamp Timestamp { get; } = new();

    /// <summary>The commands of the host's mailbox.</summary>
    public CommandTable Commands { get; } = new();

    /// <summary>Extents that could still be tracked; wraps where offers are not held to the limit.</summary>
    public uint ExtentsAvailable => _capacityCommands?.Available ?? 0;

    public ulong VolatileBytes => _volatileSize;

    public ulong PersistentBytes => _persistentSize;

    /// <summary>
    /// Adds one record for each extent of a request to the dynamic capacity log. True when the host is to be interrupted.
    /// </summary>
    internal bool Announce(DynamicCapacityEvent kind, IReadOnlyList<DcExtent> extents, SimTime now)
    {
        var timestamp = Timestamp.At(now);
        var interrupts = false;
        for (var index = 0; index < extents.Count; index++)
        {
            var moreFollow = index + 1 < extents.Count;
            EventRecord.FillDynamicCapacity(_record, timestamp, kind, extents[index], moreFollow, _capacityCommands!.Available);
            interrupts |= Events[EventLogKind.DynamicCapacity].Add(_record, timestamp);
        }

        return interrupts;
    }

    private MailboxReturnCode GetEventRecords(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        Events.Get(input, output, out written);

    private MailboxReturnCode ClearEventRecords(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        return Events.Clear(input);
    }

    private MailboxReturnCode Identify(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if ((_volatileSize | _persistentSize) % Sizes.CapacityMultiple != 0) return MailboxReturnCode.InternalError;
        output[..IdentifyBytes].Clear();
        Encoding.ASCII.GetBytes(_profile.FirmwareRevision, output[..0x10]);
        BinaryPrimitives.WriteUInt64LittleEndian(output[0x10..], (_volatileSize + _persistentSize) / Sizes.CapacityMultiple);
        BinaryPrimitives.WriteUInt64LittleEndian(output[0x18..], _volatileSize / Sizes.CapacityMultiple);
        BinaryPrimitives.WriteUInt64LittleEndian(output[0x20..], _persistentSize / Sizes.CapacityMultiple);
        BinaryPrimitives.WriteUInt32LittleEndian(output[0x38..], _labelStorageBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(output[0x3C..], (ushort)_profile.PoisonListEntries);
        BinaryPrimitives.WriteUInt16LittleEndian(output[0x43..], EventLog.Capacity);
        written = IdentifyBytes;
        return MailboxReturnCode.Success;
    }

    private MailboxReturnCode GetPartitionInfo(ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        written = 0;
        if ((_volatileSize | _persistentSize) % Sizes.CapacityMultiple != 0) return MailboxReturnCode.InternalError;
        output[..PartitionInfoBytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(output, _volatileSize / Sizes.CapacityMultiple);
        BinaryPrimitives.WriteUInt64LittleEndian(output[8..], _persistentSize / Sizes.CapacityMultiple);
        written = PartitionInfoBytes;
        return MailboxReturnCode.Success;
    }
}
