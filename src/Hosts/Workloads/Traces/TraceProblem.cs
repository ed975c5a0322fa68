namespace CxlFabricSim.Hosts.Workloads.Traces;

/// <summary>A mistake in a trace.</summary>
/// <param name="Place">The file, and the line or the byte in it.</param>
/// <param name="Found">What is wrong.</param>
/// <param name="WouldDo">What would be right.</param>
public sealed record TraceProblem(string Place, string Found, string WouldDo)
{
    public override string ToString() => $"{Place}: {Found}; {WouldDo}";
}
