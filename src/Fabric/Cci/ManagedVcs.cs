namespace CxlFabricSim.Fabric.Cci;

/// <summary>A virtual CXL switch as the fabric manager sees it.</summary>
/// <param name="id">Its number.</param>
/// <param name="upstreamPort">The physical port of its upstream switch port.</param>
/// <param name="vppbs">How many vPPBs it has below that.</param>
public sealed class ManagedVcs(byte id, byte upstreamPort, int vppbs)
{
    public byte Id { get; } = id;

    public byte UpstreamPort { get; } = upstreamPort;

    public IReadOnlyList<ManagedVppb> Vppbs { get; } = [.. Enumerable.Range(0, vppbs).Select(number => new ManagedVppb(number))];
}
