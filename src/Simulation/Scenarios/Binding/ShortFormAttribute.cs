namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>The record may be written as a single value, which then is the value of the named key: <c>volatile: 256MiB</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShortFormAttribute(string property) : Attribute
{
    public string Property { get; } = property;
}
