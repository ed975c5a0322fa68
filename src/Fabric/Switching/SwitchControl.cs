using CxlFabricSim.Fabric.Cci;

namespace CxlFabricSim.Fabric.Switching;

/// <summary>How a switch's CCI and what it commands fit together.</summary>
/// <param name="Component">The CCI.</param>
/// <param name="LinkOfPort">For each physical port by its id, the link that ends there; -1 for none.</param>
/// <param name="VirtualSwitches">For each virtual switch, the link of its upstream port and the id of the root port above it; -1 for none.</param>
public sealed record SwitchControl(
    SwitchComponent Component, IReadOnlyList<int> LinkOfPort, IReadOnlyList<(int UpstreamLink, ushort Host)> VirtualSwitches)
{
    /// <summary>Links of the switch: a port of the actor beyond them is a fabric manager's.</summary>
    public required int Links { get; init; }
}
