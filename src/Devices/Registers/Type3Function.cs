using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Components.Doe;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Registers;

/// <summary>
/// A logical device's PCI function as its host finds it: BAR0 component registers, BAR2 device registers, BAR4 the MSI-X table. Set
/// <see cref="Clock"/> before an access; all that is written takes effect on the device.
/// </summary>
public sealed class Type3Function
{
    private const int ComponentBar = 0;
    private const int DeviceBar = 2;
    private const int InterruptBar = 4;
    private const int MsixOffset = 0x40;
    private const int PcieOffset = 0x80;

    // Message control: MSI-X is enabled, and not masked as a whole.
    private const uint MsixStates = 0xC000;
    private const uint MsixEnabled = 0x8000;

    private readonly LogicalDevice _device;

    /// <param name="device">The device.</param>
    /// <param name="ldId">Which of its logical devices.</param>
    public Type3Function(Type3Device device, int ldId)
    {
        ArgumentNullException.ThrowIfNull(device);
        var profile = device.Profile.Registers;
        var logicalDevice = device.LogicalDevices[ldId];
        var mailbox = logicalDevice.Mailbox;
        var mailboxVector = device.Profile.Mailbox.InterruptVector;
        _device = logicalDevice;
        Cdat = CdatTable.OfDevice(Ranges(device, logicalDevice), device.Performance);
        Interrupts = new MsixTable(profile.InterruptBarBytes, profile.InterruptVectors, profile.PendingBitsOffset);
        Mailbox = new MailboxRegisters(logicalDevice.Commands, Clock, mailboxVector) { Interrupt = () => Interrupts.Raise(mailboxVector) };
        Function = new PciFunction(device.Name, ConfigSpace(device, logicalDevice, profile), new Dictionary<int, RegisterFile>
        {
            [ComponentBar] = Components(device, logicalDevice),
            [DeviceBar] = DeviceRegisters.Build(
                Mailbox, () => logicalDevice.Events.Status, () => mailbox.MemoryDeviceStatus(Clock.Now)),
            [InterruptBar] = Interrupts.Registers,
        });
    }

    /// <summary>The time of the accesses to come.</summary>
    public RegisterClock Clock { get; } = new();

    public PciFunction Function { get; }

    public MsixTable Interrupts { get; }

    public MailboxRegisters Mailbox { get; }

    /// <summary>What the function's DOE mailbox hands out.</summary>
    public CdatTable Cdat { get; }

    /// <summary>
    /// Takes the message of an interrupt that is due, until there is none: a front end asks after each access and after what the device
    /// did by itself. Nothing is due while the host has MSI-X disabled or masked; it stays pending.
    /// </summary>
    public bool TryTakeInterrupt(out ulong address, out uint data)
    {
        var raised = _device.TakeInterrupts();
        for (var vector = 0; raised >> vector != 0; vector++)
            if ((raised >> vector & 1) != 0) Interrupts.Raise(vector);
        if ((Function.ConfigSpace.Read(MsixOffset + 2, 2) & MsixStates) == MsixEnabled) return Interrupts.TryTake(out address, out data);
        address = 0;
        data = 0;
        return false;
    }

    private RegisterFile ConfigSpace(Type3Device device, LogicalDevice logicalDevice, RegisterProfile profile)
    {
        var link = new PcieCapability
        {
            Supported = profile.Link,
            Current = profile.Link,
            IsFlitMode = device.IsFlit256,
        };
        var builder = new ConfigSpaceBuilder(profile.Identity, headerType: 0)
            .Bar(ComponentBar, ComponentRegisters.SpaceBytes, is64Bit: true)
            .Bar(DeviceBar, DeviceRegisters.SpaceBytes, is64Bit: true)
            .Bar(InterruptBar, (uint)profile.InterruptBarBytes, is64Bit: false)
            .Capability(MsixOffset, MsixTable.CapabilityId, Interrupts.CapabilityFields(InterruptBar))
            .Capability(PcieOffset, PcieCapability.Id, link.Fields());
        if (device.Serial != 0) builder.Extended(ExtendedCapabilityId.SerialNumber, 1, 0x0C, new RegisterField(4, 8, device.Serial));
        var (first, second) = StaticRanges(logicalDevice);
        var flexBus = device.IsFlit256 ? profile.FlexBus with { Status = profile.FlexBusStatusInFlitMode } : profile.FlexBus;
        var dataObjects = new DoeMailbox(profile.DoeVector, new CdatAccess(Cdat)) { Interrupt = () => Interrupts.Raise(profile.DoeVector) };
        return builder
            .Dvsec(CxlDvsecs.Device(profile.Capability, first, second, locks: !profile.ConfigLockIgnored))
            .Dvsec(CxlDvsecs.RegisterLocator(
                new(RegisterBlockId.ComponentRegisters, ComponentBar), new(RegisterBlockId.DeviceRegisters, DeviceBar)))
            .Dvsec(CxlDvsecs.GpfDevice())
            .Dvsec(CxlDvsecs.FlexBus(flexBus))
            .Extended(ExtendedCapabilityId.DataObjectExchange, 1, dataObjects)
            .ContinueAt(0x200)
            .Extended(ExtendedCapabilityId.AdvancedErrorReporting, 2, ErrorReporting.Length, ErrorReporting.Fields(portType: 0))
            .Build();
    }

    private static RegisterFile Components(Type3Device device, LogicalDevice logicalDevice)
    {
        var registers = new ComponentRegisters()
            .Ras(new RasRegisters(logicalDevice.Ras)).Link().HdmDecoders(new HdmDecoderRegisters(logicalDevice.Decoders));
        if (device.HasBackInvalidate) registers.BackInvalidateDecoder(needsCommit: false);
        return registers.Build();
    }

    /// <summary>The ranges of the device DVSEC: the static partitions; a device without any shows one range of no size.</summary>
    private static (DeviceRange First, DeviceRange Second) StaticRanges(LogicalDevice device)
    {
        var isBoth = device.VolatileBytes > 0 && device.PersistentBytes > 0;
        var first = device.VolatileBytes > 0 ? device.VolatileBytes : device.PersistentBytes;
        return (new DeviceRange(true, first), new DeviceRange(isBoth, isBoth ? device.PersistentBytes : 0));
    }

    /// <summary>Handles count over volatile, persistent, then the regions, as the region configuration has them.</summary>
    private static List<CdatRange> Ranges(Type3Device device, LogicalDevice logicalDevice)
    {
        var ranges = new List<CdatRange>();
        if (logicalDevice.VolatileBytes > 0) Add(new Dpa(0), logicalDevice.VolatileBytes, DsmasProperties.None);
        if (logicalDevice.PersistentBytes > 0)
            Add(new Dpa(logicalDevice.VolatileBytes), logicalDevice.PersistentBytes, DsmasProperties.NonVolatile);
        for (var region = 0; region < device.Regions.Count; region++)
        {
            var shareable = device.Regions.IsShareable(region) ? DsmasProperties.Shareable : DsmasProperties.None;
            Add(new Dpa(device.Regions.BaseOf(region)), device.Regions.RegionBytes, DsmasProperties.DynamicCapacity | shareable);
        }

        return ranges;

        void Add(Dpa start, ulong length, DsmasProperties properties) =>
            ranges.Add(new CdatRange((byte)ranges.Count, start, length, properties));
    }
}
