using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>
/// Poison and media scans of a device: its limits, and where QEMU departs from the specification. All flags false is the
/// specification; a summary starts with the name under which recorded vectors mark the departure, if they do.
/// </summary>
public sealed record PoisonRules
{
    /// <summary>poison-list-range-not-checked, inject-poison-range-not-checked: any address is taken, also one beyond the device or inside a line.</summary>
    public bool RangesNotChecked { get; init; }

    /// <summary>address-sum-wraps: the end of a range is computed in 64 bits, so one close to the last address, or of no length, reaches it.</summary>
    public bool AddressSumWraps { get; init; }

    /// <summary>Loads return what is in the memory, poisoned or not, and stores leave the poison list alone.</summary>
    public bool IsInvisibleToAccesses { get; init; }

    /// <summary>Poison that is injected or found makes no event record.</summary>
    public bool IsNotLogged { get; init; }

    /// <summary>While a scan runs, injecting and clearing poison succeed and change nothing.</summary>
    public bool ScanFreezesList { get; init; }

    /// <summary>
    /// A scan returns only what did not fit into the list before, takes it from there when it begins, and forgets the list if it had
    /// overflowed.
    /// </summary>
    public bool ScanReturnsOverflowOnly { get; init; }

    /// <summary>The results of a scan can be asked for after a reset too.</summary>
    public bool ScanResultsOutliveReset { get; init; }

    /// <summary>When clearing splits an entry and the list has no room for its second half, that half is forgotten.</summary>
    public bool SplitHalfForgotten { get; init; }

    /// <summary>Entries of the poison list; more poison is noted as an overflow.</summary>
    public int ListEntries { get; init; } = 256;

    /// <summary>What a scan takes for a line: 400 ns to read it and 100 ns to update the list. A scan takes at least a millisecond.</summary>
    public SimTime ScanTimePerLine { get; init; } = SimTime.FromNanoseconds(500);
}
