using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>A request of the fabric manager to a switch: Bind vPPB or Unbind vPPB.</summary>
/// <param name="Vcs">The virtual switch.</param>
/// <param name="Vppb">Its vPPB.</param>
/// <param name="Port">The physical port to bind; null to unbind.</param>
/// <param name="LdId">The logical device behind the port; FFFFh for the whole port.</param>
/// <param name="Option">How to unbind: 0 when the link goes down, 1 managed, 2 surprise.</param>
public sealed record BindingRequest(byte Vcs, byte Vppb, byte? Port, ushort LdId, byte Option)
{
    // Latency and bandwidth, which the switch has of its own.
    private const int CdatBytes = 20;

    /// <summary>To bind, instead of to a port: the 12-bit id of a device behind another switch.</summary>
    public ushort? Pid { get; init; }

    public Opcode Opcode => Pid is not null ? Opcode.ConfigurePidBinding : Port is null ? Opcode.UnbindVppb : Opcode.BindVppb;

    public byte[] Encode() => Pid is { } pid
        ? [0, Vcs, Vppb, 0, (byte)pid, (byte)(pid >> 8), (byte)LdId, (byte)(LdId >> 8), .. new byte[CdatBytes]]
        : Port is { } port ? [Vcs, Vppb, port, 0, (byte)LdId, (byte)(LdId >> 8)] : [Vcs, Vppb, Option];

    internal string Describe(string @switch) => Pid is { } pid
        ? $"{@switch} binds vPPB {Vppb} of virtual switch {Vcs} to device {pid}"
        : Port is { } port
        ? $"{@switch} binds vPPB {Vppb} of virtual switch {Vcs} to port {port}"
        : $"{@switch} unbinds vPPB {Vppb} of virtual switch {Vcs}";
}
