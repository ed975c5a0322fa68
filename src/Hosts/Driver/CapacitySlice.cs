using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Driver;

/// <summary>A range of one part of a region, from the first byte of the part's DC region.</summary>
internal readonly record struct CapacitySlice(RegionCapacity Region, int Part, ByteRange Range)
{
    public int Device => Region.Definition.Parts[Part].Device;

    /// <summary>Where the range starts in the DPA space of the part's device.</summary>
    public Dpa Start => Region.Definition.Parts[Part].Base + Range.Start;
}
