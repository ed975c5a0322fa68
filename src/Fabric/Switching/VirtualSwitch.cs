using CxlFabricSim.Components.Decoding;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>
/// A virtual CXL switch (VCS): an upstream port with HDM decoders and the vPPBs behind it. To the host it is a whole switch;
/// its downstream ports may be shared with others.
/// </summary>
public sealed class VirtualSwitch(string name, int upstreamPort, HdmDecoderBlock decoders, IReadOnlyList<Vppb> vppbs)
{
    public string Name { get; } = name;

    /// <summary>The physical port of the upstream switch port.</summary>
    public int UpstreamPort { get; } = upstreamPort;

    /// <summary>The decoders of the upstream switch port; their targets are vPPB numbers.</summary>
    public HdmDecoderBlock Decoders { get; } = decoders;

    public IReadOnlyList<Vppb> Vppbs { get; } = vppbs;
}
