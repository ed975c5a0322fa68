namespace CxlFabricSim.Components.Cdat;

/// <summary>The properties of a memory range in CDAT ("Device Scoped Memory Affinity Structure").</summary>
[Flags]
#pragma warning disable CA1028 // The width of the field.
public enum DsmasProperties : byte
#pragma warning restore CA1028
{
    None = 0,
    NonVolatile = 1 << 2,
    Shareable = 1 << 3,
    HardwareManagedCoherency = 1 << 4,
    DynamicCapacity = 1 << 5,
}
