namespace CxlFabricSim.Actors.Akka.Wire;

/// <summary>What the coordinator waits for before a run can start, in words.</summary>
internal sealed record AwaitsMembers(string What) : IWireMessage;
