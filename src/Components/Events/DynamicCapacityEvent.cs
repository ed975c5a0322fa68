namespace CxlFabricSim.Components.Events;

/// <summary>The event type of a Dynamic Capacity Event Record.</summary>
public enum DynamicCapacityEvent : byte
{
    AddCapacity = 0,
    ReleaseCapacity = 1,
    ForcedRelease = 2,
    RegionConfigurationUpdated = 3,
}
