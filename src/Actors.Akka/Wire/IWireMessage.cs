namespace CxlFabricSim.Actors.Akka.Wire;

/// <summary>What goes from one member to another; <see cref="FabricSerializer"/> knows each kind.</summary>
internal interface IWireMessage;
