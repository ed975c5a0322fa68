namespace CxlFabricSim.Cli.Nodes;

/// <summary>Has members of an Akka cluster do what a command line says: of the one that it names, or of one started for it.</summary>
internal static class MembersStarter
{
    /// <summary>Whether there is a cluster to join.</summary>
    public static bool HasCluster(EngineOptions options) => options.Seeds.Count > 0 || options.Hocon is { } hocon && AkkaEngine.NamesMembers(hocon);

    /// <param name="request">What they share.</param>
    /// <param name="options">How to reach them.</param>
    /// <param name="configPath">The user's settings, for members that are started here.</param>
    /// <param name="surroundings">Of this process, which becomes the first node where it joins a cluster.</param>
    public static int Run(RunRequest request, EngineOptions options, string? configPath, Surroundings surroundings) =>
        HasCluster(options) ? AkkaEngine.Submit(request, options, surroundings) : AkkaEngine.StartCluster(request, options, configPath);
}
