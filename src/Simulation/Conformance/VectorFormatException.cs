namespace CxlFabricSim.Simulation.Conformance;

/// <summary>A vector says something that its format does not know.</summary>
internal sealed class VectorFormatException(string message) : Exception(message);
