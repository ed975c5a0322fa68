namespace CxlFabricSim.Hosts.Driver;

/// <summary>What a region needs of its driver.</summary>
internal interface IRegionOutputs
{
    void Emit(DriverAction action);

    /// <summary>Release slices, all of one part, with one command. A second try is the last.</summary>
    void GiveBack(IReadOnlyList<CapacitySlice> slices, bool isSecondTry);

    /// <summary>A number for a drain that no other drain has.</summary>
    int NextToken();
}
