namespace CxlFabricSim.Protocol;

/// <summary>Who chooses the extents of Initiate Dynamic Capacity Add; the values of its selection policy field.</summary>
public enum SelectionPolicy
{
    /// <summary>The device, wherever there is room.</summary>
    Free = 0,

    /// <summary>The device, in one piece.</summary>
    Contiguous = 1,

    /// <summary>The fabric manager, by an extent list.</summary>
    Prescriptive = 2,

    /// <summary>Nobody: the host gets what goes under a tag already.</summary>
    EnableSharedAccess = 3,
}
