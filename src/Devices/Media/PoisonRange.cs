using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>Poisoned bytes, one after the other and of one source; at least one.</summary>
public readonly record struct PoisonRange(Dpa Start, ulong Length, PoisonSource Source)
{
    // An entry that was taken without a check of its range may wrap.
    internal ulong Last => unchecked(Start.Value + Length - 1);

    internal bool Contains(ulong address) => address >= Start.Value && address <= Last;

    /// <summary>Whether the two have a byte in common; a last byte before the first one means all up to the last address.</summary>
    internal bool Overlaps(ulong first, ulong last) => Start.Value <= last && first <= Last;
}
