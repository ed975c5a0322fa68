using CxlFabricSim.Simulation.Scenarios.Loading;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What the fabric manager can bind and unbind: vPPBs and downstream ports of one switch.</summary>
internal static class BindingRules
{
    public static void Check(RuleContext context, string path, StepOptions step)
    {
        if (step.Host.Length > 0) context.Findings.Add(KeyPath.Join(path, "host"), "the virtual switch says whose it is", "leave it out");
        if (step.Devices.Count > 0) context.Findings.Add(KeyPath.Join(path, "devices"), "the port says which it is", "leave it out");
        if (!context.Known(KeyPath.Join(path, "switch"), "switch", step.Switch, context.Scenario.Switches.Keys, "switches")) return;
        var owner = context.Scenario.Switches[step.Switch];
        var definedAt = KeyPath.Of("switches", step.Switch);
        if (!context.Known(KeyPath.Join(path, "vcs"), $"virtual switch of {step.Switch}", step.Vcs, owner.Vcs.Keys, KeyPath.Join(definedAt, "vcs"))) return;
        var vppbs = owner.Vcs[step.Vcs].Vppbs;
        if (step.Vppb < 0 || step.Vppb >= vppbs.Count)
            context.Findings.Add(
                KeyPath.Join(path, "vppb"), $"{step.Switch}.{step.Vcs} has no vPPB {step.Vppb}",
                vppbs.Count == 0 ? "give it vPPBs, {} for one that is unbound" : $"it has 0 to {vppbs.Count - 1}", KeyPath.Of(definedAt, "vcs", step.Vcs, "vppbs"));
        else if (vppbs[step.Vppb].Device.Length > 0)
            context.Findings.Add(
                KeyPath.Join(path, "vppb"), $"it leads to {vppbs[step.Vppb].Device} over the fabric, and stays so", "a vPPB of a port");
        if (step.Action == StepAction.Bind) CheckPort(context, path, step, owner, definedAt);
        else if (step.Port.Length > 0) context.Findings.Add(KeyPath.Join(path, "port"), "the vPPB says what it is bound to", "leave it out");
    }

    /// <summary>Keys of bindings stand in steps of bindings.</summary>
    public static void CheckAbsent(RuleContext context, string path, StepOptions step)
    {
        foreach (var (key, value) in new[] { ("switch", step.Switch), ("vcs", step.Vcs), ("port", step.Port) })
            if (value.Length > 0) context.Findings.Add(KeyPath.Join(path, key), "only actions bind and unbind have one", "action: bind");
    }

    private static void CheckPort(RuleContext context, string path, StepOptions step, SwitchOptions owner, string definedAt)
    {
        var key = KeyPath.Join(path, "port");
        if (!context.Known(key, $"port of {step.Switch}", step.Port, owner.Ports, KeyPath.Join(definedAt, "ports"))) return;
        if (owner.Vcs.Values.Any(vcs => vcs.Upstream == step.Port))
        {
            context.Findings.Add(key, $"port {step.Port} leads up, to a host", "a port with a device below");
            return;
        }

        var link = context.Scenario.Links.Values.FirstOrDefault(link => link.From == $"{step.Switch}.{step.Port}");
        var below = link is null ? "" : LinkEnd.Parse(link.To).Owner;
        if (!context.Scenario.Devices.TryGetValue(below, out var device))
        {
            context.Findings.Add(key, $"no device is behind {step.Switch}.{step.Port}", "a port with a link to a device", "links");
            return;
        }

        if (step.Ld < 0 || step.Ld >= device.LogicalDevices)
            context.Findings.Add(
                KeyPath.Join(path, "ld"), $"behind {step.Port} is {below}, without a logical device {step.Ld}",
                device.LogicalDevices == 1 ? "it has one, 0" : $"it has 0 to {device.LogicalDevices - 1}", KeyPath.Of("devices", below, "logicalDevices"));
        CheckRegions(context, key, below);
    }

    /// <summary>What is left of interleaved static memory when one device goes is of no use, and the others keep what it holds.</summary>
    private static void CheckRegions(RuleContext context, string key, string device)
    {
        foreach (var (host, options) in context.Scenario.Hosts)
        {
            foreach (var (name, region) in options.Regions)
            {
                if (RuleContext.IsDynamic(region.Memory) || region.Devices.Count < 2 || !region.Devices.Contains(device)) continue;
                context.Findings.Add(
                    key, $"{device} is one of several in {host}'s static region {name}", "a region of its own, or dynamic capacity",
                    KeyPath.Of("hosts", host, "regions", name));
            }
        }
    }
}
