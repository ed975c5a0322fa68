namespace CxlFabricSim.Hosts.Driver;

/// <summary>Event types of a dynamic capacity event record (CXL 3.x, "Dynamic Capacity Event Record").</summary>
public enum DcEventType : byte
{
    AddCapacity = 0,
    ReleaseCapacity = 1,
    ForcedCapacityRelease = 2,
    RegionConfigurationUpdated = 3,
}
