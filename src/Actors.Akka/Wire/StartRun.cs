namespace CxlFabricSim.Actors.Akka.Wire;

/// <summary>The coordinator starts a run on a member.</summary>
/// <param name="Node">The number of this member in it.</param>
/// <param name="Members">The addresses of all nodes, in their order.</param>
/// <param name="Job">What to run.</param>
/// <param name="Settings">Of the scenario, which follow from the roles of members, as --set gives them.</param>
internal sealed record StartRun(int Node, IReadOnlyList<string> Members, Job Job, IReadOnlyList<string> Settings) : IWireMessage;
