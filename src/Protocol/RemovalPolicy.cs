namespace CxlFabricSim.Protocol;

/// <summary>Who chooses the extents of Initiate Dynamic Capacity Release; the values of its removal policy field.</summary>
public enum RemovalPolicy
{
    /// <summary>The device, among those with a tag.</summary>
    TagBased = 0,

    /// <summary>The fabric manager, by an extent list.</summary>
    Prescriptive = 1,
}
