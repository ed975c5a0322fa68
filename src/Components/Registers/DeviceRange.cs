namespace CxlFabricSim.Components.Registers;

/// <summary>A memory range in the DVSEC for CXL devices: it is there, and this large; a size of zero for a device that has only dynamic capacity.</summary>
public readonly record struct DeviceRange(bool IsThere, ulong Size);
