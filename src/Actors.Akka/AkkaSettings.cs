using System.Globalization;
using Akka.Actor;
using Akka.Configuration;

namespace CxlFabricSim.Actors.Akka;

/// <summary>The settings of an actor system: those of the command line, over the user's, over ours, over Akka's own.</summary>
public static class AkkaSettings
{
    /// <summary>Of every actor system of the engine; members of a cluster must have the same.</summary>
    public const string SystemName = "cxlfabric";

    internal const string FabricDispatcher = "cxl-fabric-dispatcher";

    /// <summary>Where the name stands under which a discovery knows the members.</summary>
    internal const string ServicePath = "cxl-fabric.discovery.service-name";

    private const string SeedsPath = "akka.cluster.seed-nodes";
    private const string MethodPath = "akka.discovery.method";
    private const string ForkJoin = "ForkJoinDispatcher";

    /// <summary>For one process alone.</summary>
    /// <param name="hocon">The user's settings; null for none.</param>
    /// <exception cref="FormatException">The user's settings cannot be read.</exception>
    public static Config ForOneProcess(string? hocon) => Layer("akka.actor.provider = local", hocon);

    /// <summary>For a member of a cluster.</summary>
    /// <param name="member">What the command line says.</param>
    /// <exception cref="FormatException">The user's settings cannot be read.</exception>
    public static Config ForMember(MemberOptions member)
    {
        var lines = new List<string> { "akka.actor.provider = cluster" };
        if (member.Listen is { } listen)
        {
            lines.Add($"akka.remote.dot-netty.tcp.hostname = \"{listen.Host}\"");
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.port = {listen.Port}"));
        }

        if (member.Seeds.Count > 0) lines.Add($"{SeedsPath} = [{Quoted(member.Seeds.Select(seed => $"akka.tcp://{SystemName}@{seed}"))}]");
        if (member.Roles.Count > 0) lines.Add($"akka.cluster.roles = [{Quoted(member.Roles)}]");
        return Layer(string.Join('\n', lines), member.Hocon);
    }

    /// <summary>Whether the user's settings name members to join, or a way to discover them.</summary>
    /// <exception cref="FormatException">They cannot be read.</exception>
    public static bool NamesMembers(string hocon) => Read(hocon) is var config && (HasSeeds(config) || config.HasPath(MethodPath));

    /// <summary>Whether members are to be discovered: seeds that are named count for more.</summary>
    internal static bool AsksDiscovery(Config config) => !HasSeeds(config) && config.HasPath(MethodPath);

    /// <summary>Which dispatcher the actors of a fabric have, and how many threads it has.</summary>
    /// <param name="system">Where they live: there already, maybe, when somebody says how many threads a run is to have.</param>
    /// <param name="threads">How many; null for what the settings say.</param>
    internal static (string Dispatcher, int Threads) DispatcherOf(ActorSystem system, int? threads)
    {
        var own = system.Settings.Config.GetConfig(FabricDispatcher);
        // Another type of dispatcher than ours goes by the threads of the runtime's pool.
        if (threads is not { } count)
            return (FabricDispatcher, own.GetString("type") == ForkJoin ? own.GetInt("dedicated-thread-pool.thread-count") : Environment.ProcessorCount);
        var name = string.Create(CultureInfo.InvariantCulture, $"{FabricDispatcher}-{count}");
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {{ type = {ForkJoin}, throughput = {own.GetInt("throughput")}, dedicated-thread-pool {{ threadtype = background, thread-count = {count} }} }}");
        system.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString(settings));
        return (name, count);
    }

    private static Config Layer(string own, string? hocon)
    {
        var processors = string.Create(CultureInfo.InvariantCulture, $"{FabricDispatcher}.dedicated-thread-pool.thread-count = {Environment.ProcessorCount}");
        var layered = ConfigurationFactory.ParseString(own).WithFallback(Read(hocon)).WithFallback(ConfigurationFactory.ParseString(Defaults()));
        return layered.WithFallback(ConfigurationFactory.ParseString(processors));
    }

    private static bool HasSeeds(Config config) => config.GetStringList(SeedsPath, []).Count > 0;

    private static Config Read(string? hocon)
    {
        try
        {
            return string.IsNullOrWhiteSpace(hocon) ? Config.Empty : ConfigurationFactory.ParseString(hocon);
        }
        catch (Exception exception)
        {
            throw new FormatException($"these are no HOCON settings: {exception.Message}", exception);
        }
    }

    private static string Quoted(IEnumerable<string> values) => string.Join(", ", values.Select(value => $"\"{value}\""));

    private static string Defaults()
    {
        using var stream = typeof(AkkaSettings).Assembly.GetManifestResourceStream("fabric.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
