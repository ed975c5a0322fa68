using CxlFabricSim.Components.Decoding;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>
/// A virtual CXL switch (VCS): an upstream port with HDM decoders and the vPPBs behind it. To the host it is a whole switch;
/// its downstream ports may be shared with others.
/// </summary>
/// <param name="name">For messages.</param>
/// <param name="upstreamPort">The physical port of the upstream switch port.</param>
/// <param name="decoders">Its decoders; their targets are vPPB numbers.</param>
/// <param name="vppbs">In order of their numbers.</param>
/// <param name="devices">For the id of each device below, near or far, the vPPB it is behind.</param>
public sealed class VirtualSwitch(
    string name, int upstreamPort, HdmDecoderBlock decoders, IReadOnlyList<Vppb> vppbs, IReadOnlyDictionary<ushort, int> devices)
{
    public string Name { get; } = name;

    /// <summary>The physical port of the upstream switch port.</summary>
    public int UpstreamPort { get; } = upstreamPort;

    /// <summary>The decoders of the upstream switch port; their targets are vPPB numbers.</summary>
    public HdmDecoderBlock Decoders { get; } = decoders;

    public IReadOnlyList<Vppb> Vppbs { get; } = vppbs;

    /// <summary>For the id of each device below, near or far, the vPPB it is behind.</summary>
    public IReadOnlyDictionary<ushort, int> Devices { get; } = devices;
}
