namespace CxlFabricSim.Components.Events;

/// <summary>Choices of the event logs in which QEMU departs from the specification; all false is the specification.</summary>
public sealed record EventLogRules
{
    /// <summary>more-flag-while-not-empty: More Event Records is set also when all were returned.</summary>
    public bool MoreFlagWhileNotEmpty { get; init; }

    /// <summary>clear-all-flag-ignored: Clear All Events does nothing.</summary>
    public bool ClearAllFlagIgnored { get; init; }

    /// <summary>clear-of-missing-handle-succeeds: handles past the end of the log are ignored.</summary>
    public bool ClearOfMissingHandleSucceeds { get; init; }

    /// <summary>invalid-input-instead-of-invalid-handle: the return code for a handle that is not the oldest record's.</summary>
    public bool InvalidInputInsteadOfInvalidHandle { get; init; }
}
