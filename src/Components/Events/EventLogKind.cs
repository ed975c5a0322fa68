namespace CxlFabricSim.Components.Events;

/// <summary>The event logs of a device, numbered as in Get Event Records.</summary>
public enum EventLogKind
{
    Informational = 0,
    Warning = 1,
    Failure = 2,
    Fatal = 3,
    DynamicCapacity = 4,
}
