using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.AddressMap;

/// <summary>What ACPI knows of a host bridge.</summary>
/// <param name="UniqueId">Its ACPI UID, by which windows name their targets.</param>
/// <param name="ComponentRegisters">Where its component registers stand.</param>
public readonly record struct HostBridgeLocation(uint UniqueId, Hpa ComponentRegisters);
