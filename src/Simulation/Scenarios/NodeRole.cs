namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A kind of actor.</summary>
public enum NodeRole
{
    /// <summary>All hosts.</summary>
    Hosts = 0,

    /// <summary>All switches.</summary>
    Switches = 1,

    /// <summary>All devices.</summary>
    Devices = 2,

    /// <summary>The fabric manager.</summary>
    Manager = 3,
}
