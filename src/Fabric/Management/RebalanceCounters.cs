namespace CxlFabricSim.Fabric.Management;

/// <summary>What a <see cref="RebalancePolicy"/> has done.</summary>
public sealed class RebalanceCounters
{
    /// <summary>How often it looked at demand.</summary>
    public long Looks { get; internal set; }

    /// <summary>Units that hosts accepted.</summary>
    public long UnitsGiven { get; internal set; }

    /// <summary>Units that hosts gave back.</summary>
    public long UnitsTaken { get; internal set; }

    /// <summary>Units given to another host than the one that had them before.</summary>
    public long UnitsMoved { get; internal set; }
}
