namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>The one way from a host to a logical device, as links and bindings make it.</summary>
/// <param name="Host">A key of the scenario's hosts.</param>
/// <param name="Bridge">The host bridge.</param>
/// <param name="RootPort">The root port of that bridge.</param>
/// <param name="RootLink">The link at the root port.</param>
/// <param name="Switch">What lies between; null when the device is attached directly.</param>
/// <param name="DeviceLink">The link at the device: the root link when attached directly.</param>
/// <param name="Device">A key of the scenario's devices.</param>
/// <param name="LdId">The logical device that is this host's.</param>
public sealed record FabricPath(
    string Host, string Bridge, string RootPort, string RootLink, SwitchHop? Switch, string DeviceLink, string Device, int LdId);

/// <summary>How a path goes through a switch.</summary>
/// <param name="Switch">A key of the scenario's switches.</param>
/// <param name="Vcs">The virtual CXL switch.</param>
/// <param name="UpstreamPort">The physical port on the host's side.</param>
/// <param name="Vppb">The position of the vPPB in its virtual switch.</param>
/// <param name="DownstreamPort">The physical port on the device's side.</param>
public sealed record SwitchHop(string Switch, string Vcs, string UpstreamPort, int Vppb, string DownstreamPort);
