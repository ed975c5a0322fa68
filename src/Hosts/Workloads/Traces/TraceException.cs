using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>A trace cannot be read: what was wrong in it up to a limit, which is no fault of the program.</summary>
public sealed class TraceException(IReadOnlyList<TraceProblem> problems) : InputException(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<TraceProblem> Problems { get; } = problems;
}
