using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>A host's bridges and fixed memory windows.</summary>
internal static class HostRules
{
    // Slots are the 16-bit tags of its messages.
    private const int MostOutstandingLines = 1 << 16;

    private const int MostWays = 64;
    private const int MostPrefetched = 64;
    private const ulong LargestCache = Sizes.GiB;

    public static void Check(RuleContext context)
    {
        foreach (var (name, host) in context.Scenario.Hosts)
        {
            var path = KeyPath.Of("hosts", name);
            context.Positive(KeyPath.Join(path, "rootComplexLatency"), host.RootComplexLatency);
            TimingRules.CheckHost(context, path, host);
            context.InRange(KeyPath.Join(path, "outstandingLines"), host.OutstandingLines, 1, MostOutstandingLines);
            CheckCache(context, path, host);
            CheckBridges(context, KeyPath.Join(path, "bridges"), host);
            CheckPaths(context, path, name);
            foreach (var (window, options) in host.Windows) CheckWindow(context, KeyPath.Of(path, "windows", window), host, options);
            RegionRules.Check(context, name, host);
            foreach (var (stream, options) in host.Streams) StreamRules.Check(context, name, host, stream, options);
        }
    }

    private static void CheckCache(RuleContext context, string path, HostOptions host)
    {
        var prefetch = KeyPath.Join(path, "prefetch");
        context.InRange(prefetch, host.Prefetch, 0, MostPrefetched);
        if (host.Cache is not { } cache)
        {
            if (host.Prefetch > 0)
                context.Findings.Add(prefetch, "there is no cache to fetch into", "a cache, or leave it out", KeyPath.Join(path, "cache"));
            return;
        }

        var size = KeyPath.Of(path, "cache", "size");
        context.InRange(KeyPath.Of(path, "cache", "ways"), cache.Ways, 1, MostWays);
        context.Positive(KeyPath.Of(path, "cache", "latency"), cache.Latency);
        if (cache.Size.Bytes is 0 or > LargestCache) context.Findings.Add(size, $"is {cache.Size}", "a line in every way, up to 1GiB");
        else if (cache.Ways is >= 1 and <= MostWays)
            context.Multiple(size, cache.Size, (ulong)cache.Ways * Sizes.Line, "a line in every way", KeyPath.Of(path, "cache", "ways"));

        // The rest of the tags is for lines that the cache fetches ahead and writes back.
        if (host.OutstandingLines > MostOutstandingLines / 4)
            context.Findings.Add(KeyPath.Join(path, "outstandingLines"), $"is {host.OutstandingLines} beside a cache", $"at most {MostOutstandingLines / 4}");
    }

    private static void CheckBridges(RuleContext context, string path, HostOptions host)
    {
        var owner = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (bridge, ports) in host.Bridges)
        {
            if (ports.Count == 0)
                context.Findings.Add(KeyPath.Join(path, bridge), "the bridge has no root port", "list at least one, for example [rp0]");
            for (var i = 0; i < ports.Count; i++)
            {
                if (!owner.TryAdd(ports[i], bridge))
                    context.Findings.Add(
                        KeyPath.Of(path, bridge, i), $"root port {ports[i]} already belongs to {owner[ports[i]]}",
                        "the root ports of a host have names of their own");
            }
        }
    }

    private static void CheckPaths(RuleContext context, string path, string name)
    {
        if (context.Findings.IsWrong(KeyPath.Join(path, "bridges"))) return;
        foreach (var ways in context.Paths.All.Where(way => way.Host == name).GroupBy(way => way.Device).Where(ways => ways.Count() > 1))
        {
            var ports = string.Join(" and ", ways.Select(way => $"{way.RootPort} as LD {way.LdId}"));
            context.Findings.Add(
                path, $"{name} reaches {ways.Key} more than once: by {ports}",
                "a host has one logical device of a device; unbind the others");
        }
    }

    private static void CheckWindow(RuleContext context, string path, HostOptions host, WindowOptions window)
    {
        var targets = KeyPath.Join(path, "targets");
        for (var i = 0; i < window.Targets.Count; i++)
            context.Known(
                KeyPath.Of(targets, i), "host bridge", window.Targets[i], host.Bridges.Keys,
                KeyPath.ParentOf(KeyPath.ParentOf(path)) + ":bridges");
        context.Distinct(targets, window.Targets);
        context.Granularity(KeyPath.Join(path, "granularity"), window.Granularity);
        var ways = window.Targets.Count;
        if (!Limits.EndpointWays.Contains(ways))
        {
            context.Findings.Add(targets, $"{ways} host bridges", "a window interleaves over 1, 2, 3, 4, 6, 8, 12 or 16");
            return;
        }

        var size = KeyPath.Join(path, "size");
        if (window.Size.Bytes == 0) context.Findings.Add(size, "is zero", "at least 256MiB for each target");
        context.Multiple(
            size, window.Size, Sizes.CapacityMultiple * (ulong)ways,
            ways == 1 ? "windows count in 256MiB" : $"256MiB for each of {ways} targets", targets);
    }
}
