namespace CxlFabricSim.Protocol;

/// <summary>How a memory access ended. Values are on the wire between processes: append only.</summary>
public enum CompletionStatus : byte
{
    Success = 0,

    /// <summary>No decoder on the way claimed the address.</summary>
    NotDecoded = 1,

    /// <summary>The address decodes to dynamic capacity that this host has not accepted.</summary>
    CapacityNotOwned = 2,

    /// <summary>The address decodes to a DPA beyond the device's capacity.</summary>
    OutsideDevice = 3,

    /// <summary>The medium failed: the backing file could not be extended, for example.</summary>
    MediaError = 4,

    /// <summary>The line is poisoned.</summary>
    Poisoned = 5,
}
