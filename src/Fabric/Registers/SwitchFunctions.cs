using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Doe;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Fabric.Registers;

/// <summary>The PCI functions of a switch: upstream port, downstream ports, and the mailbox function beside the upstream port.</summary>
/// <param name="profile">What the vendor decides.</param>
public sealed class SwitchFunctions(SwitchProfile profile)
{
    private const int Bar = 0;
    private const int UpstreamType = 5;
    private const int DownstreamType = 6;
    private const int MsiOffset = 0x70;
    private const int PcieOffset = SlotRegisters.SwitchPortCapability;
    private const int MailboxPcieOffset = 0x80;

    // Function level reset beside role-based error reporting and extended tags.
    private const uint PortDeviceCapability = 0x1000_8020;

    // The upstream port's initialisation is complete.
    private const ushort PortIsReady = 0x0001;

    /// <summary>The upstream port: component registers with the decoders that choose a downstream port, and CDAT over DOE.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="decoders">What an address is routed by.</param>
    /// <param name="downstreamPorts">Their port numbers.</param>
    /// <param name="serial">Zero for none.</param>
    /// <param name="hasMailbox">A mailbox function stands beside it.</param>
    public PciFunction Upstream(string name, HdmDecoderBlock decoders, IReadOnlyList<int> downstreamPorts, ulong serial, bool hasMailbox)
    {
        var link = new PcieCapability
        {
            PortType = UpstreamType,
            Supported = profile.UpstreamLink,
            Current = profile.UpstreamLink,
            DeviceCapability = PortDeviceCapability,
        };
        var headerType = hasMailbox ? BridgeHeader.HeaderType | BridgeHeader.SeveralFunctions : BridgeHeader.HeaderType;
        var builder = Port(profile.Upstream, (byte)headerType, link, vectorsLog2: 1);
        if (serial != 0) builder.Extended(ExtendedCapabilityId.SerialNumber, 1, 0x0C, new RegisterField(4, 8, serial));
        var cdat = CdatTable.OfSwitch(downstreamPorts, profile.Latency, profile.Bandwidth);
        builder
            .Dvsec(CxlDvsecs.PortExtensions(PortIsReady))
            .Dvsec(CxlDvsecs.FlexBus(profile.UpstreamFlexBus))
            .Dvsec(Locator(RegisterBlockId.ComponentRegisters))
            .Extended(ExtendedCapabilityId.DataObjectExchange, 1, new DoeMailbox(profile.DoeVector, new CdatAccess(cdat)));
        var components = new ComponentRegisters().Ras(MaskedBlock.QuietRas()).Link().HdmDecoders(new HdmDecoderRegisters(decoders));
        return Function(name, builder, components.Build());
    }

    public PciFunction Downstream(string name, PortLink link) =>
        Bridge(name, link.Capability(DownstreamType, profile.DownstreamLink, hasPowerController: false));

    /// <summary>The bridge of a physical port that leads down.</summary>
    public SwitchBridge PhysicalBridge(string name, PortLink link) => With(Downstream(name, link));

    /// <summary>The bridge of a vPPB, with an empty slot: as that of a port, with a power controller and interrupts for the link's changes.</summary>
    public SwitchBridge VirtualBridge(string name, int number)
    {
        var capability = new PortLink(number, number, Partner: null).Capability(DownstreamType, profile.DownstreamLink, hasPowerController: true);
        return With(Bridge(name, capability with { Slot = capability.Slot!.Value with { ReportsLinkChanges = true } }));
    }

    /// <summary>The mailbox of the switch's CCI.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="commands">What the switch answers.</param>
    /// <param name="clock">The time of a command.</param>
    public PciFunction Mailbox(string name, CommandTable commands, RegisterClock clock)
    {
        var link = new PcieLink(Speed: 1, Width: 1);
        var capability = new PcieCapability { Supported = link, Current = link, HasSecondLinkRegisters = false };
        var builder = new ConfigSpaceBuilder(profile.Mailbox, headerType: 0)
            .Bar(Bar, DeviceRegisters.SpaceBytes, is64Bit: true)
            .Capability(MailboxPcieOffset, PcieCapability.Id, capability.Fields())
            .Dvsec(Locator(RegisterBlockId.DeviceRegisters));
        var mailbox = new MailboxRegisters(commands, clock, profile.MailboxVector);
        return Function(name, builder, DeviceRegisters.Build(mailbox, eventStatus: () => 0, memoryStatus: () => DeviceRegisters.ReadyMemoryDevice));
    }

    private SwitchBridge With(PciFunction function) =>
        new(function, new SlotRegisters(function.ConfigSpace, PcieOffset, profile.DownstreamLink));

    private PciFunction Bridge(string name, PcieCapability capability)
    {
        capability = capability with { DeviceCapability = PortDeviceCapability };
        var builder = Port(profile.Downstream, BridgeHeader.HeaderType, capability, vectorsLog2: 0)
            .Dvsec(CxlDvsecs.PortExtensions(status: 0))
            .Dvsec(CxlDvsecs.FlexBus(profile.DownstreamFlexBus))
            .Dvsec(CxlDvsecs.GpfPort())
            .Dvsec(Locator(RegisterBlockId.ComponentRegisters));
        var components = new ComponentRegisters().Ras(MaskedBlock.QuietRas()).Link().BackInvalidateDecoder(needsCommit: true);
        return Function(name, builder, components.Build());
    }

    private static ConfigSpaceBuilder Port(in PciIdentity identity, byte headerType, PcieCapability link, int vectorsLog2) =>
        new ConfigSpaceBuilder(identity, headerType)
            .Header(BridgeHeader.Fields(hasIo: true, interruptPin: 0))
            .Bar(Bar, ComponentRegisters.SpaceBytes, is64Bit: true)
            .Capability(PcieOffset, PcieCapability.Id, link.Fields())
            .Capability(MsiOffset, MsiCapability.Id, MsiCapability.Fields(vectorsLog2, is64Bit: true))
            .Extended(ExtendedCapabilityId.AdvancedErrorReporting, 2, ErrorReporting.Length, ErrorReporting.Fields(link.PortType));

    private static Dvsec Locator(RegisterBlockId id) => CxlDvsecs.RegisterLocator(new RegisterBlockLocation(id, Bar));

    private static PciFunction Function(string name, ConfigSpaceBuilder configSpace, RegisterFile bar) =>
        new(name, configSpace.Build(), new Dictionary<int, RegisterFile> { [Bar] = bar });
}
