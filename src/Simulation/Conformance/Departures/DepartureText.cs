namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>A row in the table of departures: the name, what QEMU does, what the specification has, and where that stands.</summary>
public sealed record DepartureText(string Name, string Qemu, string Specification, string Source)
{
    /// <summary>The row in docs/departures.md.</summary>
    public override string ToString() => $"| {Name} | {Qemu} | {Specification} | {Source} |";
}
