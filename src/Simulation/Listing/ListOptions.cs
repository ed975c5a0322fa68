namespace CxlFabricSim.Simulation.Listing;

/// <summary>What of a fabric to list, in cxl-cli's words.</summary>
/// <param name="Kinds">The objects.</param>
/// <param name="HasTargets">Downstream ports and decoder targets in detail.</param>
/// <param name="HasExtents">The accepted extents of each region.</param>
/// <param name="HasIdle">Decoders that decode nothing as well.</param>
/// <param name="IsHuman">Sizes with units and addresses in hex.</param>
public sealed record ListOptions(ListKinds Kinds, bool HasTargets = false, bool HasExtents = false, bool HasIdle = false, bool IsHuman = false)
{
    /// <summary>All objects of the kinds, or those that these names leave.</summary>
    public IReadOnlyList<ListName> Names { get; init; } = [];
}
