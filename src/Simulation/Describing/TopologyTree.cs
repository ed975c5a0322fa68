using System.Globalization;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Describing;

/// <summary>
/// A fabric as a tree: each host with its windows, regions, and the hierarchy below its bridges down to logical devices; then all
/// devices, with the host that each logical device belongs to.
/// </summary>
public sealed class TopologyTree
{
    private readonly Scenario _scenario;
    private readonly FabricPaths _paths;
    private readonly ILookup<(string Device, int LdId), FabricPath> _pathsTo;
    private readonly Dictionary<string, (string Name, LinkOptions Link)> _linkFrom = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, LinkOptions Link)> _linkTo = new(StringComparer.Ordinal);
    private readonly Dictionary<LinkEnd, string> _vcsAt = [];

    private TopologyTree(Scenario scenario)
    {
        _scenario = scenario;
        _paths = FabricPaths.Of(scenario);
        _pathsTo = _paths.All.Where(path => !path.IsAbsentAtFirst).ToLookup(path => (path.Device, path.LdId));
        foreach (var (name, link) in scenario.Links)
        {
            _linkFrom[link.From] = (name, link);
            _linkTo[link.To] = (name, link);
        }

        foreach (var (owner, options) in scenario.Switches)
        {
            foreach (var (vcs, settings) in options.Vcs) _vcsAt[new LinkEnd(owner, settings.Upstream)] = vcs;
        }
    }

    /// <param name="scenario">One without mistakes.</param>
    public static TopologyNode Of(Scenario scenario)
    {
        var tree = new TopologyTree(scenario);
        var root = new TopologyNode(scenario.Name.Length == 0 ? "fabric" : scenario.Name);
        foreach (var host in scenario.Hosts.Keys) tree.AddHost(root, host);
        foreach (var @switch in scenario.Switches.Keys) tree.AddSwitch(root, @switch);
        foreach (var device in scenario.Devices.Keys) tree.AddDevice(root, device);
        return root;
    }

    private void AddHost(TopologyNode parent, string name)
    {
        var options = _scenario.Hosts[name];
        var node = parent.Add($"host {name}");
        var placed = PlacedRegions.Of(name, _scenario, _paths);
        foreach (var (window, settings) in options.Windows)
        {
            var ways = Interleave(settings.Targets, settings.Granularity);
            var windowNode = node.Add($"window {window} {TopologyWords.Range(placed.Windows[window], settings.Size.Bytes)} {settings.Size}: {ways}");
            foreach (var region in placed.Regions.Where(region => options.Regions[region.Name].Window == window))
            {
                var over = Interleave([.. region.Paths.Select(path => path.Device)], options.Regions[region.Name].Granularity);
                var memory = region.Memory.ToString().ToLowerInvariant();
                windowNode.Add($"region {region.Name} {TopologyWords.Range(region.Start, region.Bytes)} {new ByteSize(region.Bytes)} {memory}: {over}");
            }
        }

        foreach (var (bridge, ports) in options.Bridges)
        {
            var bridgeNode = node.Add($"host bridge {bridge}");
            foreach (var port in ports) AddLink(bridgeNode.Add($"root port {port}"), $"{name}.{port}", 0, []);
        }
    }

    /// <param name="parent">The port.</param>
    /// <param name="port">Its name with its owner's.</param>
    /// <param name="ldId">The logical device bound, where the link ends at a device.</param>
    /// <param name="passed">Upstream ports on the way here: a circle of links is shown once.</param>
    private void AddLink(TopologyNode parent, string port, int ldId, LinkEnd[] passed)
    {
        if (!_linkFrom.TryGetValue(port, out var found))
        {
            parent.Add("not linked");
            return;
        }

        var end = LinkEnd.Parse(found.Link.To);
        var link = TopologyWords.Link(found.Name, _scenario.LinkTypes[found.Link.Type]);
        if (_scenario.Devices.TryGetValue(end.Owner, out var device))
        {
            parent.Add($"({link}) {LogicalDevice(end.Owner, device, DeviceHeads.NumberInDevice(_scenario, end, ldId))}");
            return;
        }

        var node = parent.Add($"({link}) switch {end}");
        if (passed.Contains(end)) node.Add("shown above");
        else if (_vcsAt.TryGetValue(end, out var vcs)) AddVirtualSwitch(node, end.Owner, vcs, [.. passed, end]);
    }

    private void AddVirtualSwitch(TopologyNode parent, string @switch, string vcs, LinkEnd[] passed)
    {
        var node = parent.Add($"VCS {vcs}");
        var vppbs = _scenario.Switches[@switch].Vcs[vcs].Vppbs;
        for (var index = 0; index < vppbs.Count; index++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"vPPB {index}");
            var vppb = vppbs[index];
            if (_scenario.Devices.TryGetValue(vppb.Device, out var device)) node.Add($"{name} by id {LogicalDevice(vppb.Device, device, vppb.Ld)}");
            else if (vppb.Port.Length == 0) node.Add($"{name} unbound");
            else AddLink(node.Add($"{name} {vppb.Port}"), $"{@switch}.{vppb.Port}", vppb.Ld, passed);
        }
    }

    private void AddSwitch(TopologyNode parent, string name)
    {
        var options = _scenario.Switches[name];
        var node = parent.Add($"switch {name}: {options.Latency} port to port");
        foreach (var port in options.Ports)
        {
            node.Add($"port {port}{PeerOf($"{name}.{port}")}");
        }
    }

    private string PeerOf(string port)
    {
        if (_linkFrom.TryGetValue(port, out var down)) return $" to {down.Link.To} ({TopologyWords.Link(down.Name, _scenario.LinkTypes[down.Link.Type])})";
        return _linkTo.TryGetValue(port, out var up) ? $" from {up.Link.From} ({TopologyWords.Link(up.Name, _scenario.LinkTypes[up.Link.Type])})" : "";
    }

    private void AddDevice(TopologyNode parent, string name)
    {
        var device = _scenario.Devices[name];
        var node = parent.Add($"device {name}: {device.Latency}, {TopologyWords.Rate(device.Bandwidth)}");
        for (var ld = 0; ld < device.LogicalDevices; ld++)
        {
            var owner = _pathsTo[(name, ld)].FirstOrDefault();
            var bound = owner == null ? "no host" : $"{owner.Host}.{owner.RootPort}";
            var head = device.Heads > 1 ? string.Create(CultureInfo.InvariantCulture, $" of head {ld % device.Heads}") : "";
            node.Add(string.Create(CultureInfo.InvariantCulture, $"LD {ld}{head}: {TopologyWords.Capacity(device)}, bound to {bound}"));
        }
    }

    private static string LogicalDevice(string name, DeviceOptions device, int ldId) =>
        string.Create(CultureInfo.InvariantCulture, $"device {name} LD {ldId}: {TopologyWords.Capacity(device)}");

    private static string Interleave(IReadOnlyList<string> targets, ByteSize granularity) => targets.Count == 1
        ? targets[0]
        : string.Create(CultureInfo.InvariantCulture, $"{targets.Count} ways of {granularity} over {string.Join(", ", targets)}");
}
