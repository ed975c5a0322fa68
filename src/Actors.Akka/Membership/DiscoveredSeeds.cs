using Akka.Actor;
using Akka.Discovery;

namespace CxlFabricSim.Actors.Akka.Membership;

/// <summary>Members to ask that a discovery of the user's settings finds: of <c>config</c>, or of a package that is there.</summary>
internal static class DiscoveredSeeds
{
    private static readonly TimeSpan LimitOfLookup = TimeSpan.FromSeconds(20);

    /// <exception cref="FormatException">The settings of the discovery cannot be used, or it finds nobody.</exception>
    public static IReadOnlyList<Address> Find(ActorSystem system)
    {
        var service = system.Settings.Config.GetString(AkkaSettings.ServicePath);
        try
        {
            var found = Discovery.Get(system).Default.Lookup(service, LimitOfLookup).WaitAsync(LimitOfLookup).GetAwaiter().GetResult();
            var seeds = InOrder(found.Addresses);
            return seeds.Count > 0 ? seeds : throw new FormatException($"akka.discovery finds nobody with host and port for the service \"{service}\"");
        }
        catch (Exception exception) when (exception is not FormatException)
        {
            throw new FormatException($"akka.discovery fails for the service \"{service}\": {exception.Message}", exception);
        }
    }

    /// <summary>The first begins the cluster: in the same order everywhere, whatever order the discovery has, so that no two begin one.</summary>
    internal static IReadOnlyList<Address> InOrder(IEnumerable<ServiceDiscovery.ResolvedTarget> targets) =>
    [
        .. targets.Where(target => target.Port is > 0).OrderBy(target => target.Host, StringComparer.Ordinal).ThenBy(target => target.Port)
            .Select(target => new Address("akka.tcp", AkkaSettings.SystemName, target.Host, target.Port!.Value)),
    ];
}
