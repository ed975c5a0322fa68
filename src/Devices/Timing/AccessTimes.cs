namespace CxlFabricSim.Devices.Timing;

/// <summary>When an access goes through a device, in picoseconds, its constant latency apart.</summary>
public struct AccessTimes
{
    /// <summary>When it leaves the link's buffer for the device's queue: its credit goes back.</summary>
    public long Entered;

    /// <summary>When it is answered.</summary>
    public long Answered;

    /// <summary>For how long it waited.</summary>
    public long Wait;

    /// <summary>For how long the medium took beyond its constant latency.</summary>
    public long Medium;
}
