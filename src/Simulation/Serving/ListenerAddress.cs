using System.Net;
using CxlFabricSim.Protocol.Mctp;

namespace CxlFabricSim.Simulation.Serving;

/// <summary>Where a component of a served fabric is reached.</summary>
/// <param name="Component">A switch or device.</param>
/// <param name="Address">Address and TCP port.</param>
/// <param name="Dialect">How CCI messages are worded there.</param>
/// <param name="EndpointId">Its MCTP endpoint id at first.</param>
public sealed record ListenerAddress(string Component, IPEndPoint Address, ManagementDialect Dialect, byte EndpointId);
