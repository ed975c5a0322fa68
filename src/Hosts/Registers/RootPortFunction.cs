using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Hosts.Registers;

/// <summary>A root port's PCI function: BAR0 component registers.</summary>
public static class RootPortFunction
{
    private const int ComponentBar = 0;
    private const int PortType = 4;
    private const int SubsystemOffset = 0x40;
    private const byte SubsystemId = 0x0D;
    private const int MsiOffset = 0x60;
    private const int PcieOffset = 0x74;

    public static PciFunction Create(string name, PortLink link, RootPortProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var configSpace = new ConfigSpaceBuilder(profile.Identity, BridgeHeader.HeaderType)
            .Header(BridgeHeader.Fields(hasIo: false, interruptPin: 1))
            .Bar(ComponentBar, ComponentRegisters.SpaceBytes, is64Bit: true)
            .Capability(PcieOffset, PcieCapability.Id, link.Capability(PortType, profile.Link, hasPowerController: true).Fields())
            .Capability(MsiOffset, MsiCapability.Id, MsiCapability.Fields(vectorsLog2: 1, is64Bit: false))
            .Capability(SubsystemOffset, SubsystemId, new RegisterField(4, 4, profile.Identity.Subsystem))
            .Extended(ExtendedCapabilityId.AdvancedErrorReporting, 2, ErrorReporting.Length, ErrorReporting.Fields(PortType))
            .Extended(
                ExtendedCapabilityId.AccessControlServices, 1, 8,
                new RegisterField(4, 2, profile.AccessControl), new RegisterField(6, 2, 0, profile.AccessControl))
            .Dvsec(CxlDvsecs.PortExtensions(status: 0))
            .Dvsec(CxlDvsecs.GpfPort())
            .Dvsec(CxlDvsecs.FlexBus(profile.FlexBus))
            .Dvsec(CxlDvsecs.RegisterLocator(new RegisterBlockLocation(RegisterBlockId.ComponentRegisters, ComponentBar)))
            .Build();
        return new PciFunction(name, configSpace, new Dictionary<int, RegisterFile> { [ComponentBar] = Components() });
    }

    /// <summary>A root port leads to one link: its decoders have one target, and nothing here routes by them.</summary>
    private static RegisterFile Components() => new ComponentRegisters()
        .Ras(MaskedBlock.QuietRas())
        .Link()
        .HdmDecoders(new HdmDecoderRegisters(new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: false, targets: 1)))
        .SecurityAndSnoopFilter()
        .BackInvalidateDecoder(needsCommit: false)
        .Build();
}
