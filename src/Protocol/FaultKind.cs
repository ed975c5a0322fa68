namespace CxlFabricSim.Protocol;

/// <summary>What goes wrong inside a device when <see cref="FaultInjection"/> says so.</summary>
public enum FaultKind : byte
{
    /// <summary>Lines lose their contents.</summary>
    Poison = 0,

    /// <summary>A General Media event.</summary>
    GeneralMedia = 1,

    /// <summary>A DRAM event.</summary>
    Dram = 2,

    /// <summary>A Memory Module event.</summary>
    MemoryModule = 3,

    /// <summary>A correctable protocol error, recorded in the RAS registers.</summary>
    CorrectableError = 4,

    /// <summary>An uncorrectable protocol error, recorded in the RAS registers.</summary>
    UncorrectableError = 5,
}
