namespace CxlFabricSim.Simulation.Scenarios.Topology;

/// <summary>All ways from hosts to logical devices: directly, through a tree of virtual switches, or over a fabric by the device's id.</summary>
public sealed class FabricPaths
{
    private readonly Scenario _scenario;
    private readonly Dictionary<string, string> _linkFrom;
    private readonly Dictionary<string, string> _linkTo;
    private readonly Dictionary<(string Switch, string UpstreamPort), string> _vcsAt = [];
    private readonly ILookup<(string Host, string Device), FabricPath> _byEnds;
    private readonly ILookup<string, FabricPath> _byHost;
    private readonly ILookup<string, FabricPath> _byDevice;

    private FabricPaths(Scenario scenario)
    {
        _scenario = scenario;
        _linkFrom = scenario.Links.GroupBy(link => link.Value.From).ToDictionary(links => links.Key, links => links.First().Key, StringComparer.Ordinal);
        _linkTo = scenario.Links.GroupBy(link => link.Value.To).ToDictionary(links => links.Key, links => links.First().Key, StringComparer.Ordinal);
        foreach (var (name, device) in scenario.Switches)
        {
            foreach (var (vcs, options) in device.Vcs) _vcsAt.TryAdd((name, options.Upstream), vcs);
        }

        All = scenario.Hosts.SelectMany(host => WaysOf(host.Key, host.Value)).ToList();
        _byEnds = All.ToLookup(path => (path.Host, path.Device));
        _byHost = All.ToLookup(path => path.Host);
        _byDevice = All.ToLookup(path => path.Device);
    }

    /// <summary>In order of host, bridge, root port and vPPB.</summary>
    public IReadOnlyList<FabricPath> All { get; }

    public static FabricPaths Of(Scenario scenario) => new(scenario);

    /// <summary>The way from a host to a device; null when there is none.</summary>
    public FabricPath? Find(string host, string device) => _byEnds[(host, device)].FirstOrDefault();

    /// <summary>All ways from a host.</summary>
    public IEnumerable<FabricPath> OfHost(string host) => _byHost[host];

    /// <summary>All ways to a device.</summary>
    public IEnumerable<FabricPath> OfDevice(string device) => _byDevice[device];

    private IEnumerable<FabricPath> WaysOf(string host, HostOptions options)
    {
        foreach (var (bridge, ports) in options.Bridges)
        {
            foreach (var port in ports)
            {
                if (!_linkFrom.TryGetValue($"{host}.{port}", out var link)) continue;
                var end = LinkEnd.Parse(_scenario.Links[link].To);
                var direct = new FabricPath(host, bridge, port, link, [], link, end.Owner, DeviceHeads.NumberInDevice(_scenario, end, 0));
                var paths = DeviceHeads.IsAtDevice(_scenario, end) ? [direct] : ThroughSwitch(direct, end);
                foreach (var path in paths.Where(path => _scenario.Devices.ContainsKey(path.Device))) yield return path;
            }
        }
    }

    private IEnumerable<FabricPath> ThroughSwitch(FabricPath soFar, LinkEnd upstream)
    {
        if (!_vcsAt.TryGetValue((upstream.Owner, upstream.Port), out var vcs) || soFar.Hops.Any(hop => hop.Switch == upstream.Owner && hop.Vcs == vcs)) yield break;
        var vppbs = _scenario.Switches[upstream.Owner].Vcs[vcs].Vppbs;
        foreach (var (i, vppb, isPlanned) in BindingsOf(upstream.Owner, vcs, vppbs))
        {
            var hop = new SwitchHop(upstream.Owner, vcs, upstream.Port, i, vppb.Port);
            var path = soFar with { Hops = [.. soFar.Hops, hop], LdId = vppb.Ld, IsAbsentAtFirst = isPlanned };
            if (vppb.Device.Length > 0)
            {
                if (_linkTo.TryGetValue(vppb.Device, out var remote)) yield return path with { DeviceLink = remote, Device = vppb.Device };
                continue;
            }

            if (!_linkFrom.TryGetValue($"{upstream.Owner}.{vppb.Port}", out var link)) continue;
            var end = LinkEnd.Parse(_scenario.Links[link].To);
            if (end.Port.Length == 0 || DeviceHeads.IsAtDevice(_scenario, end))
            {
                yield return path with { DeviceLink = link, Device = end.Owner, LdId = DeviceHeads.NumberInDevice(_scenario, end, path.LdId) };
                continue;
            }

            foreach (var below in ThroughSwitch(path, end)) yield return below;
        }
    }

    /// <summary>What each vPPB is bound to at first, and what the manager's steps bind it to later.</summary>
    private IEnumerable<(int Number, VppbOptions Binding, bool IsPlanned)> BindingsOf(string owner, string vcs, IReadOnlyList<VppbOptions> vppbs)
    {
        for (var number = 0; number < vppbs.Count; number++)
        {
            yield return (number, vppbs[number], false);
            var bound = new HashSet<VppbOptions> { vppbs[number] };
            foreach (var step in _scenario.Manager.Steps)
            {
                if (step.Action != StepAction.Bind || step.Switch != owner || step.Vcs != vcs || step.Vppb != number) continue;
                var binding = new VppbOptions { Port = step.Port, Device = step.Device, Ld = step.Ld };
                if (bound.Add(binding)) yield return (number, binding, true);
            }
        }
    }
}
