using CxlFabricSim.Protocol;

namespace CxlFabricSim.Fabric.Management;

/// <summary>A management command from outside the simulation.</summary>
/// <param name="Target">The component, by its place among the gateway's targets.</param>
/// <param name="Command">As the specification words it.</param>
/// <param name="Answered">Called with the answer, on the engine's thread.</param>
public sealed record GatewayRequest(int Target, CciMessage Command, Action<CciMessage>? Answered = null);
