namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>What is wrong with a value, wherever it stands.</summary>
/// <param name="Found">What is wrong, in words.</param>
/// <param name="WouldDo">What would be right.</param>
internal sealed record Mistake(string Found, string WouldDo);
