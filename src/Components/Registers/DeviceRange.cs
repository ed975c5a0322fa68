namespace CxlFabricSim.Components.Registers;

/// <summary>A memory range in the DVSEC for CXL devices: it is there, and this large; zero where there is only dynamic capacity.</summary>
public readonly record struct DeviceRange(bool IsThere, ulong Size);
