using CxlFabricSim.Protocol;

namespace CxlFabricSim.Devices.Media;

/// <summary>A range in a request: its first byte, and its length in lines. Ends may wrap where the rules let them.</summary>
internal readonly record struct MediaRange(ulong First, ulong Lines)
{
    public ulong Length => unchecked(Lines * Sizes.Line);

    /// <summary>The last byte; the one before the first when there is none.</summary>
    public ulong Last => unchecked(First + Length - 1);

    public bool IsAligned => First % Sizes.Line == 0;

    /// <summary>Whether all of it lies below an address, as the rules have it.</summary>
    public bool IsBelow(ulong end, PoisonRules rules) => rules.AddressSumWraps
        ? unchecked(First + Length) <= end
        : First <= end && Lines <= (end - First) / Sizes.Line;

    /// <summary>Whether a poisoned range has bytes in it.</summary>
    public bool Overlaps(PoisonRange range, PoisonRules rules) =>
        (Length > 0 || rules.AddressSumWraps) && range.Overlaps(First, Last);
}
