namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>A virtual switch that decodes addresses on a path.</summary>
/// <param name="Switch">A key of the scenario's switches.</param>
/// <param name="Vcs">The virtual CXL switch.</param>
/// <param name="UpstreamPort">The physical port on the host's side.</param>
/// <param name="Vppb">The position of the vPPB in its virtual switch.</param>
/// <param name="DownstreamPort">The physical port that the vPPB is bound to; empty when it is bound to a device by id.</param>
public sealed record SwitchHop(string Switch, string Vcs, string UpstreamPort, int Vppb, string DownstreamPort);
