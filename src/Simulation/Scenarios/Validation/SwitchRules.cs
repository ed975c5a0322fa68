using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What virtual switches can share: each upstream port once, each logical device once, and nothing that is not there.</summary>
internal static class SwitchRules
{
    public static void Check(RuleContext context)
    {
        var boundLds = new Dictionary<(string Device, int Ld), string>();
        foreach (var (name, device) in context.Scenario.Switches)
        {
            var path = KeyPath.Of("switches", name);
            if (context.Scenario.Hosts.ContainsKey(name))
                context.Findings.Add(
                    path, $"a host is called {name} as well", "link ends name hosts and switches alike: call one of them otherwise");
            context.Positive(KeyPath.Join(path, "latency"), device.Latency);
            TimingRules.CheckSwitch(context, path, device);
            context.Distinct(KeyPath.Join(path, "ports"), device.Ports);
            CheckVirtualSwitches(context, path, name, device, boundLds);
        }
    }

    private static void CheckVirtualSwitches(
        RuleContext context, string path, string name, SwitchOptions device, Dictionary<(string Device, int Ld), string> boundLds)
    {
        var upstreamOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (vcs, options) in device.Vcs)
        {
            var vcsPath = KeyPath.Of(path, "vcs", vcs);
            CheckUpstream(context, KeyPath.Join(vcsPath, "upstream"), name, device, options.Upstream);
            if (!upstreamOf.TryAdd(options.Upstream, vcs))
                context.Findings.Add(
                    KeyPath.Join(vcsPath, "upstream"),
                    $"port {options.Upstream} is already the upstream port of {upstreamOf[options.Upstream]}",
                    "each virtual switch has its own");
            var vppbs = KeyPath.Join(vcsPath, "vppbs");
            if (options.Vppbs.Count > Limits.Vppbs)
                context.Findings.Add(vppbs, $"has {options.Vppbs.Count} vPPBs", $"a virtual switch has at most {Limits.Vppbs}");
            for (var i = 0; i < options.Vppbs.Count; i++) CheckVppb(context, KeyPath.Of(vppbs, i), name, device, options.Vppbs[i], boundLds);
        }
    }

    private static void CheckUpstream(RuleContext context, string path, string name, SwitchOptions device, string port)
    {
        if (!context.Known(path, $"port of {name}", port, device.Ports, KeyPath.Of("switches", name, "ports"))) return;
        if (!context.Scenario.Links.Values.Any(link => link.To == $"{name}.{port}"))
            context.Findings.Add(
                path, $"no link leads to {name}.{port}", $"add a link from a host's root port with to: {name}.{port}", "links");
    }

    private static void CheckVppb(
        RuleContext context, string path, string name, SwitchOptions device, VppbOptions vppb, Dictionary<(string Device, int Ld), string> boundLds)
    {
        if (vppb.Device.Length > 0)
        {
            CheckRemote(context, path, name, vppb, boundLds);
            return;
        }

        if (vppb.Port.Length == 0) return;
        var portPath = KeyPath.Join(path, "port");
        if (!context.Known(portPath, $"port of {name}", vppb.Port, device.Ports, KeyPath.Of("switches", name, "ports"))) return;
        if (device.Vcs.Values.Any(vcs => vcs.Upstream == vppb.Port))
        {
            context.Findings.Add(portPath, $"{vppb.Port} is an upstream port", "a vPPB is bound to a downstream port");
            return;
        }

        var link = context.Scenario.Links.Values.FirstOrDefault(link => link.From == $"{name}.{vppb.Port}");
        if (link is null)
        {
            context.Findings.Add(
                portPath, $"no link leaves {name}.{vppb.Port}", $"add a link to a device or a switch below with from: {name}.{vppb.Port}", "links");
            return;
        }

        var target = LinkEnd.Parse(link.To).Owner;
        if (context.Scenario.Switches.ContainsKey(target)) CheckAlone(context, portPath, name, device, vppb.Port, link.To);
        if (context.Scenario.Switches.TryGetValue(target, out var below) && below.Vcs.Values.All(vcs => vcs.Upstream != LinkEnd.Parse(link.To).Port))
            context.Findings.Add(
                portPath, $"{name}.{vppb.Port} leads to {link.To}, which is no virtual switch's upstream port",
                $"a link that carries many hosts is not bound: bind the vPPB to a device by id with device: NAME, or give {target} a vcs with that upstream port",
                KeyPath.Of("switches", target, "vcs"));
        if (!context.Scenario.Devices.TryGetValue(target, out var behind)) return;
        CheckLd(context, path, target, behind, vppb.Ld, DeviceHeads.NumberInDevice(context.Scenario, LinkEnd.Parse(link.To), vppb.Ld), boundLds);
    }

    // Below a virtual switch there is one tree: whoever shared a port to it would be taken for the other's host.
    private static void CheckAlone(RuleContext context, string path, string name, SwitchOptions device, string port, string to)
    {
        var bound = device.Vcs.Values.Sum(vcs => vcs.Vppbs.Count(vppb => vppb.Port == port));
        if (bound > 1)
            context.Findings.Add(path, $"{bound} vPPBs are bound to {name}.{port}, which leads to {to}", "a virtual switch below has one vPPB above it");
    }

    private static void CheckRemote(
        RuleContext context, string path, string name, VppbOptions vppb, Dictionary<(string Device, int Ld), string> boundLds)
    {
        var devicePath = KeyPath.Join(path, "device");
        if (vppb.Port.Length > 0)
            context.Findings.Add(devicePath, $"the vPPB is bound to port {vppb.Port} as well", "a vPPB has a port of this switch or a device anywhere, not both");
        else if (context.Known(devicePath, "device", vppb.Device, context.Scenario.Devices.Keys, "devices"))
            CheckBoundById(context, path, devicePath, vppb, boundLds);
    }

    private static void CheckBoundById(
        RuleContext context, string path, string devicePath, VppbOptions vppb, Dictionary<(string Device, int Ld), string> boundLds)
    {
        var device = context.Scenario.Devices[vppb.Device];
        if (device.Heads > 1)
            context.Findings.Add(
                devicePath, $"{vppb.Device} has {device.Heads} heads, and its id names no one of them", "bind the port that a head is linked to",
                KeyPath.Of("devices", vppb.Device, "heads"));
        else CheckLd(context, path, vppb.Device, device, vppb.Ld, vppb.Ld, boundLds);
    }

    private static void CheckLd(
        RuleContext context, string path, string target, DeviceOptions behind, int ld, int number, Dictionary<(string Device, int Ld), string> boundLds)
    {
        var ldPath = KeyPath.Join(path, "ld");
        var count = DeviceHeads.LogicalDevicesOfHead(behind);
        if (ld < 0 || ld >= count)
            context.Findings.Add(
                ldPath, $"{target} has no logical device {ld}",
                count == 1 ? "it has one, 0" : $"it has 0 to {count - 1}",
                KeyPath.Of("devices", target, "logicalDevices"));
        else if (!boundLds.TryAdd((target, number), path))
            context.Findings.Add(
                ldPath, $"logical device {ld} of {target} is already bound to {boundLds[(target, number)]}",
                "bind each to one vPPB; a device for several hosts has several logicalDevices");
    }
}
