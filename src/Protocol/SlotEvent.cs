namespace CxlFabricSim.Protocol;

/// <summary>What a host learns of a slot, by an interrupt of the port above it. Values are on the wire between processes: append only.</summary>
public enum SlotEvent : byte
{
    /// <summary>Presence Detect Changed: something is there, its link is up.</summary>
    Added = 0,

    /// <summary>Presence Detect Changed: what was there is gone, without a word.</summary>
    Removed = 1,

    /// <summary>Attention Button Pressed: the host is to stop using what is there and to power the slot off.</summary>
    RemovalRequested = 2,

    /// <summary>An error was recorded in the port's Advanced Error Reporting capability.</summary>
    ErrorReported = 3,
}
