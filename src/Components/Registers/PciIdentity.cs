namespace CxlFabricSim.Components.Registers;

/// <summary>Who made a PCI function and what it is.</summary>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Device">Device id.</param>
/// <param name="ClassCode">Class, subclass and programming interface, 24 bits.</param>
/// <param name="Revision">Revision id.</param>
/// <param name="Subsystem">Subsystem id and, in the low half, its vendor; zero for none. Ports have it in a capability of its own.</param>
public readonly record struct PciIdentity(ushort Vendor, ushort Device, uint ClassCode, byte Revision = 0, uint Subsystem = 0);
