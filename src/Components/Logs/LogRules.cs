namespace CxlFabricSim.Components.Logs;

/// <summary>Where the log commands depart from the specification; the default is the specification.</summary>
public sealed record LogRules
{
    /// <summary>log-bounds-not-reported-size: Get Log reads zeros up to this size beyond what a log holds; null: only to its end.</summary>
    public uint? LimitBytes { get; init; }

    /// <summary>The bytes for which one of Get Log's offset stands: QEMU counts entries of the Command Effects Log.</summary>
    public uint OffsetUnit { get; init; } = 1;
}
