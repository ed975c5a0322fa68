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

    /// <summary>event-status-lost-at-reset: the Event Status register says empty after a reset although the logs keep their records.</summary>
    public bool StatusLostAtReset { get; init; }

    /// <summary>
    /// Set Event Interrupt Policy takes any mode but MSI/MSI-X for none, and a payload that is longer than the settings.
    /// </summary>
    public bool OnlyMessageInterruptsKept { get; init; }

    /// <summary>Get Event Interrupt Policy shows no message number for the dynamic capacity log.</summary>
    public bool DynamicCapacityVectorHidden { get; init; }

    /// <summary>Records a log holds; further ones are only counted.</summary>
    public int RecordsPerLog { get; init; } = 8;

    /// <summary>The MSI/MSI-X message number of each log, in the order of <see cref="EventLogKind"/>.</summary>
    public IReadOnlyList<byte> InterruptVectors { get; init; } = [2, 3, 4, 5, 6];
}
