namespace CxlFabricSim.Components.Events;

/// <summary>The event type of a Physical Switch Event Record.</summary>
public enum PhysicalSwitchEventType : byte
{
    LinkStateChange = 0,
    SlotStatusUpdated = 1,
}
