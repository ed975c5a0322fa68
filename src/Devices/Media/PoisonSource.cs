namespace CxlFabricSim.Devices.Media;

/// <summary>Where poison came from (CXL 3.x, "Media Error Record", error source).</summary>
public enum PoisonSource
{
    Unknown = 0,
    External = 1,
    Internal = 2,
    Injected = 3,
    VendorSpecific = 7,
}
