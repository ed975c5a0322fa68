namespace CxlFabricSim.Simulation.Scenarios.Binding;

/// <summary>The four things a value can be.</summary>
internal enum ShapeKind
{
    Scalar,
    List,
    Map,
    Record,
}
