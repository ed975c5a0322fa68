using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Registers;

namespace CxlFabricSim.Hosts.Registers;

/// <summary>A host bridge's component registers, which firmware names in CEDT: a host bridge is no PCI function.</summary>
public static class HostBridgeRegisters
{
    /// <param name="decoders">The bridge's decoders; null for a bridge with one root port, which passes all on and hides them.</param>
    public static RegisterFile Create(HdmDecoderBlock? decoders)
    {
        var shown = decoders ?? new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: false, targets: 1);
        return new ComponentRegisters()
            .Link()
            .HdmDecoders(new HdmDecoderRegisters(shown), isHidden: decoders is null)
            .SecurityAndSnoopFilter()
            .Build();
    }
}
