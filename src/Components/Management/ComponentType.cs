namespace CxlFabricSim.Components.Management;

/// <summary>The component type in Identify (CXL 3.x, "Identify").</summary>
public enum ComponentType : byte
{
    Switch = 0x00,
    Type3Device = 0x03,
}
