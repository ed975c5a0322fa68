namespace CxlFabricSim.Simulation.Listing;

/// <summary>An object to list, or what the objects to list must have to do with.</summary>
/// <param name="Kind">One kind.</param>
/// <param name="Name">As it is listed, for example mem0 or decoder0.0.</param>
public sealed record ListName(ListKinds Kind, string Name);
