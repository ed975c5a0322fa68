namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>All ways from hosts to logical devices: directly, or through one switch.</summary>
public sealed class FabricPaths
{
    private readonly Scenario _scenario;
    private readonly Dictionary<string, string> _linkFrom;
    private readonly Dictionary<(string Switch, string UpstreamPort), string> _vcsAt = [];
    private readonly ILookup<(string Host, string Device), FabricPath> _byEnds;

    private FabricPaths(Scenario scenario)
    {
        _scenario = scenario;
        _linkFrom = scenario.Links.GroupBy(link => link.Value.From).ToDictionary(links => links.Key, links => links.First().Key, StringComparer.Ordinal);
        foreach (var (name, device) in scenario.Switches)
        {
            foreach (var (vcs, options) in device.Vcs) _vcsAt.TryAdd((name, options.Upstream), vcs);
        }

        All = scenario.Hosts.SelectMany(host => OfHost(host.Key, host.Value)).ToList();
        _byEnds = All.ToLookup(path => (path.Host, path.Device));
    }

    /// <summary>In order of host, bridge, root port and vPPB.</summary>
    public IReadOnlyList<FabricPath> All { get; }

    public static FabricPaths Of(Scenario scenario) => new(scenario);

    /// <summary>The way from a host to a device; null when there is none.</summary>
    public FabricPath? Find(string host, string device) => _byEnds[(host, device)].FirstOrDefault();

    private IEnumerable<FabricPath> OfHost(string host, HostOptions options)
    {
        foreach (var (bridge, ports) in options.Bridges)
        {
            foreach (var port in ports)
            {
                if (!_linkFrom.TryGetValue($"{host}.{port}", out var link)) continue;
                var end = LinkEnd.Parse(_scenario.Links[link].To);
                var direct = new FabricPath(host, bridge, port, link, null, link, end.Owner, 0);
                var paths = end.Port.Length == 0 ? [direct] : ThroughSwitch(direct, end);
                foreach (var path in paths.Where(path => _scenario.Devices.ContainsKey(path.Device))) yield return path;
            }
        }
    }

    private IEnumerable<FabricPath> ThroughSwitch(FabricPath soFar, LinkEnd upstream)
    {
        if (!_vcsAt.TryGetValue((upstream.Owner, upstream.Port), out var vcs)) yield break;
        var vppbs = _scenario.Switches[upstream.Owner].Vcs[vcs].Vppbs;
        for (var i = 0; i < vppbs.Count; i++)
        {
            if (!_linkFrom.TryGetValue($"{upstream.Owner}.{vppbs[i].Port}", out var link)) continue;
            yield return soFar with
            {
                Switch = new SwitchHop(upstream.Owner, vcs, upstream.Port, i, vppbs[i].Port),
                DeviceLink = link,
                Device = _scenario.Links[link].To,
                LdId = vppbs[i].Ld,
            };
        }
    }
}
