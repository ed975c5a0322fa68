namespace CxlFabricSim.Actors.Akka.Wire;

/// <summary>A run that a member asks the coordinator for.</summary>
internal sealed record SubmitJob(Job Job) : IWireMessage;
