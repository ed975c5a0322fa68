namespace CxlFabricSim.Fabric.Switching;

/// <summary>Which of the inputs that want an output goes next.</summary>
public enum Arbitration
{
    /// <summary>Each in turn.</summary>
    RoundRobin,

    /// <summary>Each in turn, with so many messages as its weight.</summary>
    Weighted,

    /// <summary>The one whose first message has waited longest, in all switches on its way so far.</summary>
    Age,
}
