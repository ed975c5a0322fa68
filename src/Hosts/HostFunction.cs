namespace CxlFabricSim.Hosts;

/// <summary>A device function that a host drives.</summary>
/// <param name="Port">The root port it is behind.</param>
/// <param name="Device">The device's 12-bit id.</param>
/// <param name="LdId">The logical device; a switch on the way sets it from the vPPB's binding.</param>
public readonly record struct HostFunction(int Port, ushort Device, byte LdId);
