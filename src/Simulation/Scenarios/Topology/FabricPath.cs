namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>The one way from a host to a logical device, as links and bindings make it.</summary>
/// <param name="Host">A key of the scenario's hosts.</param>
/// <param name="Bridge">The host bridge.</param>
/// <param name="RootPort">The root port of that bridge.</param>
/// <param name="RootLink">The link at the root port.</param>
/// <param name="Hops">The virtual switches that decode addresses on the way, from the host on; none when the device is attached directly.</param>
/// <param name="DeviceLink">The link at the device: the root link when attached directly.</param>
/// <param name="Device">A key of the scenario's devices.</param>
/// <param name="LdId">The logical device that is this host's.</param>
public sealed record FabricPath(
    string Host, string Bridge, string RootPort, string RootLink, IReadOnlyList<SwitchHop> Hops, string DeviceLink, string Device, int LdId)
{
    /// <summary>A step of the manager binds it; at first the way is not there.</summary>
    public bool IsAbsentAtFirst { get; init; }
}
