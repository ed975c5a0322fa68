namespace CxlFabricSim.Components.Registers;

/// <summary>What a block of registers holds (CXL 3.x, "Register Locator DVSEC").</summary>
public enum RegisterBlockId
{
    None = 0,
    ComponentRegisters = 1,
    BarVirtualization = 2,
    DeviceRegisters = 3,
}
