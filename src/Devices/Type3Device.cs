using CxlFabricSim.Actors.Storage;
using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Components.Ras;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Devices.Management;
using CxlFabricSim.Devices.Media;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices;

/// <summary>
/// A Type 3 memory device with one or several logical devices. DPA order in each: volatile, persistent, then the dynamic capacity
/// regions, which all logical devices have in common and of which each reaches only what it accepted.
/// </summary>
public sealed class Type3Device : IDisposable
{
    /// <summary>The most logical devices that a multi-logical device can have.</summary>
    public const int MaxLogicalDevices = 16;

    private readonly LogicalDevice[] _logicalDevices;
    private readonly Type3Options _options;
    private readonly CapacityManagement _management;
    private readonly FmOwnedDevice _fmOwned;
    private readonly ManagementEvents? _managementEvents;
    private readonly Queue<(int LdId, RasSignal Signal)> _errorMessages = new();

    public Type3Device(Type3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        CheckSizes(options);
        var volatileShare = ShareOf(options, options.Volatile);
        var persistentShare = ShareOf(options, options.Persistent);
        Regions = new DynamicRegions(volatileShare + persistentShare, options.Dynamic?.Size ?? 0, options.DynamicRegions, options.ShareableRegions);
        if (!options.Profile.ManagementEventsMissing)
        {
            _managementEvents = new ManagementEvents(options.Profile.EventRules, namesLd: options.LogicalDevices > 1);
        }

        if (options.LogicalDevices > 1) Quality = new QualityOfService(options.LogicalDevices);
        var ledger = new CapacityLedger(Regions, Clear);
        _logicalDevices = new LogicalDevice[options.LogicalDevices];
        for (var id = 0; id < options.LogicalDevices; id++)
            _logicalDevices[id] = new LogicalDevice(id, options, Regions, ledger, volatileShare, persistentShare) { Manager = _managementEvents };
        _management = new CapacityManagement(options.Profile, Regions, _logicalDevices, ledger);
        _fmOwned = new FmOwnedDevice(this, _managementEvents);
    }

    public string Name => _options.Name;

    public DeviceProfile Profile => _options.Profile;

    /// <summary>What CDAT promises of its memory.</summary>
    public MemoryPerformance Performance => _options.Performance ?? _options.Profile.Registers.Performance;

    public ulong Serial => _options.Serial;

    public bool IsFlit256 => _options.IsFlit256;

    public bool HasBackInvalidate => _options.HasBackInvalidate;

    /// <summary>Ports to hosts; the logical devices are shared out among them.</summary>
    public int Heads => _options.Heads;

    public DynamicRegions Regions { get; }

    /// <summary>What the fabric manager sets for its logical devices; null where there is only one.</summary>
    public QualityOfService? Quality { get; }

    /// <summary>The volatile memory that its logical devices divide among them.</summary>
    public ulong VolatileBytes => _options.Volatile?.Size ?? 0;

    /// <summary>The persistent memory that its logical devices divide among them.</summary>
    public ulong PersistentBytes => _options.Persistent?.Size ?? 0;

    public IReadOnlyList<LogicalDevice> LogicalDevices => _logicalDevices;

    /// <summary>Adding and releasing capacity as QEMU's management interface words it.</summary>
    public CapacityManagement Management => _management;

    /// <summary>A command in the mailbox of a logical device's host.</summary>
    public MailboxReturnCode Execute(
        int ldId, Opcode opcode, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written)
    {
        _logicalDevices[ldId].NoteHost();
        return _logicalDevices[ldId].Commands.Execute(opcode, input, output, now, out written);
    }

    /// <summary>A command of the fabric manager on the device's own CCI; the host id in it is a logical device's number.</summary>
    public MailboxReturnCode ExecuteManagement(
        Opcode opcode, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        _fmOwned.Execute(opcode, input, output, now, out written);

    /// <summary>A CXL.io request of the switch above to a logical device, on behalf of a fabric manager.</summary>
    public MailboxReturnCode ExecuteLdIo(
        Opcode opcode, ReadOnlySpan<byte> input, Span<byte> output, SimTime now, out int written) =>
        _fmOwned.ExecuteLdIo(opcode, input, output, now, out written);

    /// <summary>Something goes wrong inside the device because the scenario says so; see <see cref="FaultInjection"/>.</summary>
    public MailboxReturnCode InjectFault(ReadOnlySpan<byte> input, SimTime now) => FaultCommand.Execute(input, _logicalDevices, _errorMessages, now);

    /// <summary>The next error message that a logical device now sends to its host; asking forgets it.</summary>
    public bool TryTakeErrorMessage(out int ldId, out RasSignal signal)
    {
        while (_errorMessages.TryDequeue(out var message))
        {
            (ldId, signal) = message;
            if (signal != RasSignal.None) return true;
        }

        (ldId, signal) = (0, RasSignal.None);
        return false;
    }

    /// <summary>The message numbers with which a logical device's host is now to be interrupted, a bit each; asking forgets them.</summary>
    public uint TakeInterrupts(int ldId) => _logicalDevices[ldId].TakeInterrupts();

    /// <summary>Lets a logical device's background operation end if its time has come.</summary>
    public void Advance(int ldId, SimTime now) => _logicalDevices[ldId].Commands.Background.Advance(now);

    /// <summary>When a logical device's background operation ends; <see cref="SimTime.Never"/> while none runs.</summary>
    public SimTime BackgroundDue(int ldId)
    {
        var background = _logicalDevices[ldId].Commands.Background;
        return background.IsRunning ? background.Due : SimTime.Never;
    }

    /// <summary>A reset of a logical device by its host.</summary>
    public void Reset(int ldId, ResetKind kind, SimTime now) => _logicalDevices[ldId].Reset(kind, now);

    /// <summary>
    /// A logical device loses its host: it starts anew as after power-on, with no dynamic capacity and no record of what happened to the old
    /// one. Persistent memory and labels keep what they hold.
    /// </summary>
    public void Detach(int ldId, SimTime now)
    {
        var ld = _logicalDevices[ldId];
        ld.Reset(ResetKind.Cold, now);
        if (Regions.Count > 0) _management.TakeBack(ld);
        ld.Events.DiscardAll();
        ld.ForgetHost();
    }

    /// <summary>A host writes a register of a logical device's component registers: one of its HDM decoder capability.</summary>
    public void WriteDecoderRegister(int ldId, int offset, uint value)
    {
        _logicalDevices[ldId].NoteHost();
        _logicalDevices[ldId].Decoders.Write32(offset, value);
    }

    /// <summary>
    /// Divides the static memory among the logical devices anew. Changed are only those that no host has; where dynamic capacity follows, all of it
    /// starts at one DPA for all, and each keeps as much in total as before.
    /// </summary>
    /// <param name="first">The first logical device that is meant.</param>
    /// <param name="volatileBytes">What that and those behind it are to have.</param>
    /// <param name="persistentBytes">What that and those behind it are to have.</param>
    internal MailboxReturnCode Reallocate(int first, ReadOnlySpan<ulong> volatileBytes, ReadOnlySpan<ulong> persistentBytes)
    {
        for (var index = 0; index < volatileBytes.Length; index++)
        {
            var ld = _logicalDevices[first + index];
            var isAsBefore = volatileBytes[index] == ld.VolatileShare.Size && persistentBytes[index] == ld.PersistentShare.Size;
            var isTotalKept = volatileBytes[index] + persistentBytes[index] == ld.StaticBytes;
            if (!isAsBefore && (ld.IsInUse || (Regions.Count > 0 && !isTotalKept))) return MailboxReturnCode.InvalidInput;
        }

        var volatileShares = StaticPlacement.Place(
            _options.Volatile?.Size ?? 0, [.. _logicalDevices.Select(ld => ld.VolatileShare)], first, volatileBytes);
        var persistentShares = StaticPlacement.Place(
            _options.Persistent?.Size ?? 0, [.. _logicalDevices.Select(ld => ld.PersistentShare)], first, persistentBytes);
        if (volatileShares is null || persistentShares is null) return MailboxReturnCode.ResourcesExhausted;
        for (var index = 0; index < volatileBytes.Length; index++)
            _logicalDevices[first + index].Reallocate(volatileShares[first + index], persistentShares[first + index]);
        return MailboxReturnCode.Success;
    }

    /// <summary>The payload of the Event Notification that the device now sends to the fabric manager; asking forgets it.</summary>
    public bool TryTakeNotification(out byte[] payload)
    {
        payload = [];
        return _managementEvents is not null && _managementEvents.TryTakeNotification(out payload);
    }

    /// <summary>A load of one line; see <see cref="LogicalDevice.Read"/>.</summary>
    public CompletionStatus Read(int ldId, ulong hpa, ref byte line64) => _logicalDevices[ldId].Read(hpa, ref line64);

    /// <summary>A store of one line; see <see cref="LogicalDevice.Write"/>.</summary>
    public CompletionStatus Write(int ldId, ulong hpa, ref byte line64) => _logicalDevices[ldId].Write(hpa, ref line64);

    public bool TryPrefetch(int ldId, ulong hpa, PrefetchList list) => _logicalDevices[ldId].TryPrefetch(hpa, list, out _);

    /// <summary>The bytes at a DPA of a logical device, whoever owns them: for looking on, not for the fabric.</summary>
    public ReadOnlySpan<byte> Peek(int ldId, Dpa dpa, int length)
    {
        var (backend, offset) = _logicalDevices[ldId].BackingOf(dpa);
        return backend.Slice(offset, length);
    }

    /// <summary>A hash of all memory contents; equal contents give equal digests, however they came to be.</summary>
    public ulong MemoryDigest()
    {
        var digest = 0UL;
        ReadOnlySpan<MemoryBackend?> backends = [_options.Volatile, _options.Persistent, _options.Dynamic];
        foreach (var backend in backends) digest = StableHash.Fold(digest, backend?.Digest() ?? 0, backend?.Size ?? 0);
        return digest;
    }

    public void Dispose()
    {
        _options.Volatile?.Dispose();
        _options.Persistent?.Dispose();
        _options.Dynamic?.Dispose();
    }

    /// <summary>What capacity held is gone, and its poison with it.</summary>
    private void Clear(DcExtent extent)
    {
        _options.Dynamic!.Release(extent.Start.Value - Regions.Base, extent.Length);
        foreach (var ld in _logicalDevices) ld.Media.Forget(extent.Start, extent.Length);
    }

    private static ulong ShareOf(Type3Options options, MemoryBackend? backend) => (backend?.Size ?? 0) / (ulong)options.LogicalDevices;

    private static void CheckSizes(Type3Options options)
    {
        if (options.LogicalDevices is < 1 or > MaxLogicalDevices)
            throw new ArgumentException($"{options.Name} has {options.LogicalDevices} logical devices; 1 to {MaxLogicalDevices} would do");
        if (options.Heads < 1 || options.Heads > options.LogicalDevices)
            throw new ArgumentException($"{options.Name} has {options.Heads} heads; 1 to {options.LogicalDevices}, one for a logical device at most, would do");
        if (options.Volatile is null && options.Persistent is null && options.Dynamic is null)
            throw new ArgumentException($"{options.Name} has no memory: give it volatile, persistent or dynamic capacity");
        if (options.HasBackInvalidate && !options.IsFlit256)
            throw new ArgumentException($"{options.Name} has back-invalidation (HDM-DB) on a link of 68-byte flits; 256-byte flits would do");
        if (!options.Profile.OddSizesAccepted)
        {
            CheckMultiple(options.Name, "volatile", options.Volatile, options.LogicalDevices);
            CheckMultiple(options.Name, "persistent", options.Persistent, options.LogicalDevices);
        }

        if (options.Dynamic is null) return;
        if (options.DynamicRegions is < 1 or > Capacity.DynamicRegions.MaxRegions)
            throw new ArgumentException($"{options.Name} has {options.DynamicRegions} dynamic regions; 1 to {Capacity.DynamicRegions.MaxRegions} would do");
        CheckMultiple(options.Name, "dynamic", options.Dynamic, options.DynamicRegions);
        if ((ShareOf(options, options.Volatile) + ShareOf(options, options.Persistent)) % Sizes.CapacityMultiple != 0)
            throw new ArgumentException($"{options.Name}: static capacity before dynamic regions is a multiple of {Sizes.CapacityMultiple} bytes");
    }

    private static void CheckMultiple(string name, string part, MemoryBackend? backend, int parts)
    {
        var unit = Sizes.CapacityMultiple * (ulong)parts;
        if (backend is null || backend.Size % unit == 0) return;
        var below = backend.Size / unit * unit;
        throw new ArgumentException(
            $"{name}: {part} capacity of {backend.Size} bytes in {parts} parts is no multiple of {unit}; {below} or {below + unit} would do");
    }
}
