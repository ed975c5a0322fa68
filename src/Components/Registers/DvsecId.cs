namespace CxlFabricSim.Components.Registers;

/// <summary>Ids of the CXL consortium's DVSECs (CXL 3.x, "CXL DVSEC ID Assignment").</summary>
#pragma warning disable CA1028 // The width of the register.
public enum DvsecId : ushort
#pragma warning restore CA1028
{
    Device = 0,
    PortExtensions = 3,
    GpfPort = 4,
    GpfDevice = 5,
    FlexBusPort = 7,
    RegisterLocator = 8,
}
