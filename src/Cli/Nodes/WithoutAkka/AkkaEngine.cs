using CxlFabricSim.Actors.Running;

namespace CxlFabricSim.Cli.Nodes;

/// <summary>The Akka engine where it is not built in: says how to get it.</summary>
internal static class AkkaEngine
{
    /// <summary>Whether the user's settings say how to find members to join.</summary>
    public static bool NamesMembers(string hocon) => throw EngineException.NotBuiltIn();

    /// <summary>Who runs a model in this process alone.</summary>
    public static IDriver CreateDriver(EngineOptions options) => throw EngineException.NotBuiltIn();

    /// <summary>Asks a cluster for a run and takes part in it.</summary>
    public static int Submit(RunRequest request, EngineOptions options, Surroundings surroundings) => throw EngineException.NotBuiltIn();

    /// <summary>Starts a cluster of processes on this machine for one run.</summary>
    public static int StartCluster(RunRequest request, EngineOptions options, string? configPath) => throw EngineException.NotBuiltIn();

    /// <summary>Waits in a cluster for a run and takes part in it.</summary>
    public static int TakePart(EngineOptions options, IReadOnlyList<string> roles, Surroundings surroundings) => throw EngineException.NotBuiltIn();
}
