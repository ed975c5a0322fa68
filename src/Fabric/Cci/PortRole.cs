namespace CxlFabricSim.Fabric.Cci;

/// <summary>What a physical port of a switch is for.</summary>
public enum PortRole
{
    Downstream,
    Upstream,

    /// <summary>To another switch, for many hosts at once.</summary>
    Fabric,
}
