using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>One device's share of a region.</summary>
/// <param name="Device">The host's number for the device function, from 0.</param>
/// <param name="Base">Where the DC region starts in the function's DPA space.</param>
public readonly record struct DynamicRegionPart(int Device, Dpa Base);
