using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Listing;

/// <summary>The bindings of a fabric as they are now, put into its scenario: the ways that are found there are those that lead somewhere.</summary>
internal static class LiveBindings
{
    public static Scenario Of(Scenario scenario, BuiltFabric fabric)
    {
        var devices = scenario.Devices.Keys.ToList();

        // In the scenario's order, by which objects are numbered.
        var switches = new OrderedDictionary<string, SwitchOptions>(StringComparer.Ordinal);
        foreach (var (name, options) in scenario.Switches)
            switches.Add(name, fabric.Switches[name].Component is { } component ? WithBindings(options, component, devices) : options);
        return scenario with { Switches = switches, Manager = scenario.Manager with { Steps = [] } };
    }

    private static SwitchOptions WithBindings(SwitchOptions options, SwitchComponent component, List<string> devices)
    {
        var all = new OrderedDictionary<string, VcsOptions>(StringComparer.Ordinal);
        foreach (var (name, vcs) in options.Vcs)
        {
            var upstream = options.Ports.ToList().IndexOf(vcs.Upstream);
            // What no manager can name stays as the scenario has it.
            var managed = component.VirtualSwitches.FirstOrDefault(candidate => candidate.UpstreamPort == upstream);
            if (managed is null) all.Add(name, vcs);
            else all.Add(name, vcs with { Vppbs = [.. vcs.Vppbs.Select((vppb, number) => BindingOf(options, component, managed.Vppbs[number], vppb, devices))] });
        }

        return options with { Vcs = all };
    }

    private static VppbOptions BindingOf(
        SwitchOptions options, SwitchComponent component, ManagedVppb vppb, VppbOptions configured, List<string> devices)
    {
        if (vppb.Port is not { } number) return new VppbOptions();
        if (vppb.Far is { } far) return vppb.IsConnected ? new VppbOptions { Device = devices[far.Number], Ld = vppb.LdOnLink } : new VppbOptions();
        var port = component.Ports.First(port => port.Id == number);
        if (port.Role == PortRole.Fabric) return configured;
        return port.IsLinkUp ? new VppbOptions { Port = options.Ports[number], Ld = vppb.LdId == ManagedVppb.WholePort ? 0 : vppb.LdId } : new VppbOptions();
    }
}
