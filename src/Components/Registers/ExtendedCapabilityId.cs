namespace CxlFabricSim.Components.Registers;

/// <summary>Ids of PCI Express extended capabilities.</summary>
public static class ExtendedCapabilityId
{
    public const ushort AdvancedErrorReporting = 0x0001;
    public const ushort SerialNumber = 0x0003;
    public const ushort AccessControlServices = 0x000D;
    public const ushort DesignatedVendorSpecific = 0x0023;
    public const ushort DataObjectExchange = 0x002E;
}
