namespace CxlFabricSim.Devices;

/// <summary>How deep a reset goes (CXL 3.x, "Reset, Initialization, Configuration and Manageability").</summary>
public enum ResetKind
{
    /// <summary>Hot or warm: power stays on.</summary>
    Conventional = 0,

    /// <summary>Power was off in between.</summary>
    Cold = 1,
}
