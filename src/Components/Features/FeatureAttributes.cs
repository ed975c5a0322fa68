namespace CxlFabricSim.Components.Features;

/// <summary>What can be done with a feature (CXL 3.x, "Get Supported Features", attribute flags).</summary>
[Flags]
#pragma warning disable CA1028 // The layout of the entry: four bytes.
public enum FeatureAttributes : uint
#pragma warning restore CA1028
{
    None = 0,
    Changeable = 1 << 0,

    /// <summary>Deepest reset persistence, bits 3:1: lost at a cold reset, kept through all others. None of the bits: lost at any.</summary>
    KeptThroughWarmReset = 3 << 1,
    PersistsAcrossFirmwareUpdate = 1 << 4,
    DefaultSelection = 1 << 5,
    SavedSelection = 1 << 6,
}
