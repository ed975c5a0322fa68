namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>The value is a path. A relative one counts from the folder of the scenario file that says it, or, set by option or variable, from the current folder.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FilePathAttribute : Attribute;
