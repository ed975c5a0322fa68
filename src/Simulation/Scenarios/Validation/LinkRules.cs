using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What links can join: a host's root port or a switch port above, a switch port or a device below, each end once.</summary>
internal static class LinkRules
{
    public static void Check(RuleContext context)
    {
        foreach (var (name, type) in context.Scenario.LinkTypes) CheckType(context, KeyPath.Of("linkTypes", name), type);

        var taken = new Dictionary<LinkEnd, string>();
        foreach (var (name, link) in context.Scenario.Links)
        {
            var path = KeyPath.Of("links", name);
            context.Known(KeyPath.Join(path, "type"), "link type", link.Type, context.Scenario.LinkTypes.Keys, "linkTypes");
            CheckFrom(context, KeyPath.Join(path, "from"), LinkEnd.Parse(link.From));
            CheckTo(context, path, LinkEnd.Parse(link.From), LinkEnd.Parse(link.To));
            CheckOnce(context, KeyPath.Join(path, "from"), LinkEnd.Parse(link.From), name, taken);
            CheckOnce(context, KeyPath.Join(path, "to"), LinkEnd.Parse(link.To), name, taken);
        }

        CheckAllLinked(context, taken);
    }

    private static void CheckType(RuleContext context, string path, LinkTypeOptions type)
    {
        TimingRules.CheckLink(context, path, type);
        const int mostCredits = 1 << 13;
        context.InRange(KeyPath.Of(path, "credits", "request"), type.Credits.Request, 1, mostCredits);
        context.InRange(KeyPath.Of(path, "credits", "requestWithData"), type.Credits.RequestWithData, 1, mostCredits);
        context.InRange(KeyPath.Of(path, "credits", "noDataResponse"), type.Credits.NoDataResponse, 1, mostCredits);
        context.InRange(KeyPath.Of(path, "credits", "dataResponse"), type.Credits.DataResponse, 1, mostCredits);
        context.InRange(KeyPath.Of(path, "credits", "io"), type.Credits.Io, 1, mostCredits);
    }

    private static void CheckFrom(RuleContext context, string path, LinkEnd end)
    {
        var scenario = context.Scenario;
        if (end.Port.Length == 0 && scenario.Devices.ContainsKey(end.Owner))
            context.Findings.Add(path, $"\"{end}\" is a device", "the end nearer the host stands in from, the device in to");
        else if (end.Port.Length == 0)
            context.Findings.Add(path, $"\"{end}\" names no port", "a host and root port or a switch and port, for example host0.rp0");
        else if (scenario.Hosts.TryGetValue(end.Owner, out var host))
            context.Known(
                path, $"root port of {end.Owner}", end.Port, host.Bridges.Values.SelectMany(ports => ports), "hosts",
                KeyPath.Of("hosts", end.Owner, "bridges"));
        else if (scenario.Switches.TryGetValue(end.Owner, out var device))
            CheckDownstream(context, path, end, device);
        else
            context.Known(path, "host or switch", end.Owner, scenario.Hosts.Keys.Concat(scenario.Switches.Keys), "hosts", "switches");
    }

    private static void CheckDownstream(RuleContext context, string path, LinkEnd end, SwitchOptions device)
    {
        if (!context.Known(path, $"port of {end.Owner}", end.Port, device.Ports, KeyPath.Of("switches", end.Owner, "ports"))) return;
        var vcs = device.Vcs.FirstOrDefault(vcs => vcs.Value.Upstream == end.Port).Key;
        if (vcs is not null)
            context.Findings.Add(path, $"{end} is the upstream port of {vcs}", "a link to a device begins at a downstream port");
    }

    private static void CheckTo(RuleContext context, string linkPath, LinkEnd from, LinkEnd end)
    {
        var path = KeyPath.Join(linkPath, "to");
        var scenario = context.Scenario;
        var isFromSwitch = scenario.Switches.ContainsKey(from.Owner);
        if (scenario.Hosts.ContainsKey(end.Owner))
            context.Findings.Add(
                path, $"\"{end}\" is at a host", "the end nearer the host stands in from, the one nearer the device in to");
        else if (scenario.Devices.TryGetValue(end.Owner, out var target) && target.Heads > 1 && !scenario.Switches.ContainsKey(end.Owner))
            context.Known(path, $"head of {end.Owner}", end.Port, DeviceHeads.NamesOf(target), KeyPath.Of("devices", end.Owner, "heads"));
        else if (end.Port.Length == 0)
            context.Known(path, "device", end.Owner, scenario.Devices.Keys, "devices");
        else if (!scenario.Switches.TryGetValue(end.Owner, out var device))
            context.Known(path, "switch", end.Owner, scenario.Switches.Keys, "switches");
        else if (isFromSwitch && from.Owner == end.Owner)
            context.Findings.Add(path, $"{end.Owner} is linked to itself", "a link joins two switches");
        else if (isFromSwitch)
            context.Known(path, $"port of {end.Owner}", end.Port, device.Ports, KeyPath.Of("switches", end.Owner, "ports"));
        else if (context.Known(path, $"port of {end.Owner}", end.Port, device.Ports, KeyPath.Of("switches", end.Owner, "ports")))
            CheckUpstream(context, path, end, device);
    }

    private static void CheckUpstream(RuleContext context, string path, LinkEnd end, SwitchOptions device)
    {
        if (device.Vcs.Values.Any(vcs => vcs.Upstream == end.Port)) return;
        context.Findings.Add(
            path, $"{end} is the upstream port of no virtual switch, so the host reaches nothing through it",
            $"give {end.Owner} a vcs with upstream: {end.Port}", KeyPath.Of("switches", end.Owner, "vcs"));
    }

    private static void CheckOnce(RuleContext context, string path, LinkEnd end, string link, Dictionary<LinkEnd, string> taken)
    {
        if (end.Owner.Length == 0 || taken.TryAdd(end, link)) return;
        context.Findings.Add(path, $"{end} is already an end of link {taken[end]}", "a port and a device have one link");
    }

    private static void CheckAllLinked(RuleContext context, Dictionary<LinkEnd, string> taken)
    {
        if (context.Findings.IsListUnread("links")) return;
        foreach (var (name, host) in context.Scenario.Hosts)
        {
            foreach (var (bridge, ports) in host.Bridges)
            {
                for (var i = 0; i < ports.Count; i++)
                {
                    if (!taken.ContainsKey(new LinkEnd(name, ports[i])))
                        context.Findings.Add(
                            KeyPath.Of("hosts", name, "bridges", bridge, i), $"root port {name}.{ports[i]} has no link",
                            $"add a link with from: {name}.{ports[i]}");
                }
            }
        }

        foreach (var (name, device) in context.Scenario.Devices)
        {
            foreach (var end in DeviceHeads.EndsOf(name, device).Where(end => !taken.ContainsKey(end)))
                context.Findings.Add(KeyPath.Of("devices", name), $"{end} has no link", $"add a link with to: {end}");
        }
    }
}
