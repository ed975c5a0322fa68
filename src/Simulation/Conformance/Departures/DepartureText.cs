namespace CxlFabricSim.Simulation.Conformance.Departures;

/// <summary>What the table of departures says of one: its name, what QEMU does, what the specification has, and where that stands.</summary>
public sealed record DepartureText(string Name, string Qemu, string Specification, string Source)
{
    /// <summary>The row in docs/departures.md.</summary>
    public override string ToString() => $"| {Name} | {Qemu} | {Specification} | {Source} |";
}
