namespace CxlFabricSim.Fabric.Cci;

/// <summary>A virtual CXL switch as the fabric manager sees it.</summary>
/// <param name="id">Its number.</param>
/// <param name="upstreamPort">The physical port of its upstream switch port.</param>
/// <param name="vppbs">How many vPPBs it has below that.</param>
public sealed class ManagedVcs(byte id, byte upstreamPort, int vppbs)
{
    public byte Id { get; } = id;

    public byte UpstreamPort { get; } = upstreamPort;

    /// <summary>A host's operating system set its bridges up before the run: hot-plug interrupts and error messages are on.</summary>
    public bool IsDriven { get; init; }

    public IReadOnlyList<ManagedVppb> Vppbs { get; } = [.. Enumerable.Range(0, vppbs).Select(number => new ManagedVppb(number))];
}
