namespace CxlFabricSim.Components.Events;

/// <summary>The event type of a Virtual CXL Switch Event Record.</summary>
public enum VirtualSwitchEventType : byte
{
    BindingChange = 0,
    SecondaryBusReset = 1,
    LinkControlUpdated = 2,
    SlotControlUpdated = 3,
}
