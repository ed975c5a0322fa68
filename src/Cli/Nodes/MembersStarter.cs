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
    /// <exception cref="EngineException">An address for a member of a cluster that is started here.</exception>
    public static int Run(RunRequest request, EngineOptions options, string? configPath, Surroundings surroundings)
    {
        if (HasCluster(options)) return AkkaEngine.Submit(request, options, surroundings);
        if (options.Listen is { } address)
            throw new EngineException($"--listen {address}: without --join the cluster is started here, and chooses addresses of the loopback; leave it out, or name a member to join");
        return AkkaEngine.StartCluster(request, options, configPath);
    }
}
