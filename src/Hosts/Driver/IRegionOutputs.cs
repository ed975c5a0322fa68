namespace CxlFabricSim.Hosts.Driver;

/// <summary>What a region needs of its driver.</summary>
internal interface IRegionOutputs
{
    void Emit(DriverAction action);

    /// <summary>Release slices, all of one part, with one command.</summary>
    void GiveBack(IReadOnlyList<CapacitySlice> slices);

    /// <summary>A number for a drain that no other drain has.</summary>
    int NextToken();
}
