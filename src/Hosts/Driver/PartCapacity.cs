using CxlFabricSim.Hosts.Workloads;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>What one device lets the host use of a region's part, and what is to become of it.</summary>
internal sealed class PartCapacity
{
    /// <summary>Accepted, and not on its way back.</summary>
    public RangeSet Held { get; } = new();

    /// <summary>Held, but was in use once since it was accepted: waits to go back, and is never mapped again.</summary>
    public RangeSet Spent { get; } = new();

    /// <summary>Held, and the device has asked for it: goes back when its accesses have ended.</summary>
    public RangeSet Asked { get; } = new();

    /// <summary>A release has been queued or sent and is not answered.</summary>
    public RangeSet Releasing { get; } = new();

    /// <summary>Releasing, but the device has refused the release: what of it is still in its extent list is released again.</summary>
    public RangeSet Refused { get; } = new();

    /// <summary>The range is held no longer.</summary>
    public void Drop(ByteRange range)
    {
        Held.Remove(range);
        Spent.Remove(range);
        Asked.Remove(range);
    }
}
