namespace CxlFabricSim.Simulation.Listing;

/// <summary>The objects that cxl-cli lists.</summary>
[Flags]
public enum ListKinds
{
    None = 0,
    Memdevs = 1,
    Buses = 2,
    Ports = 4,
    Endpoints = 8,
    Decoders = 16,
    Regions = 32,
    All = Memdevs | Buses | Ports | Endpoints | Decoders | Regions,
}
