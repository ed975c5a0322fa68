namespace CxlFabricSim.Devices.Capacity;

/// <summary>Capacity under one tag. In a shareable region it is one allocation, whose extents number from 1 in their order.</summary>
internal sealed class TaggedCapacity(UInt128 tag)
{
    public UInt128 Tag { get; } = tag;

    /// <summary>What somebody has, is offered or refers to; what is free again is no longer the tag's.</summary>
    public ExtentTable Extents { get; } = new();

    /// <summary>The fabric manager holds a reference: the capacity stays as it is although no host may have it.</summary>
    public bool IsReferenced { get; set; }
}
