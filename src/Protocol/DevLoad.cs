namespace CxlFabricSim.Protocol;

/// <summary>How loaded a device says it is in its completions (CXL 3.x, "QoS Telemetry for Memory", DevLoad). Values are on the wire.</summary>
public enum DevLoad : byte
{
    Light = 0,
    Optimal = 1,
    Moderate = 2,
    Severe = 3,
}
