namespace CxlFabricSim.Fabric.Switching;

/// <summary>A virtual PCI-to-PCI bridge: what stands behind one downstream port of a virtual switch.</summary>
/// <param name="Port">The physical downstream port, or <see cref="Unbound"/>.</param>
/// <param name="LdId">The logical device behind that port.</param>
/// <param name="Device">The 12-bit id of the device there, for messages that name it.</param>
public readonly record struct Vppb(int Port, byte LdId, ushort Device)
{
    public const int Unbound = -1;
}
