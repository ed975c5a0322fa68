using CxlFabricSim.Devices;
using CxlFabricSim.Fabric.Cci;
using CxlFabricSim.Fabric.Management;
using CxlFabricSim.Fabric.Registers;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Makes the CCI of switches. A port's id is its place in the scenario's list, a virtual switch's number its place by name.</summary>
internal sealed class SwitchControlFactory(
    Scenario scenario, SwitchFabric fabric, RoutingTables tables, FabricNumbers numbers, IReadOnlyDictionary<string, Type3Device> devices)
{
    private const ushort WholePort = 0xFFFF;

    // Ports and virtual switches are named by a byte; what is beyond stays as the scenario has it.
    private const int MostManaged = 256;

    private readonly Dictionary<string, string> _linkFrom = LinksBy(scenario, link => link.From);
    private readonly Dictionary<string, string> _linkTo = LinksBy(scenario, link => link.To);
    private readonly Dictionary<string, int> _numbers = scenario.Devices.Keys.Select((device, number) => (device, number)).ToDictionary(StringComparer.Ordinal);

    // Bindings of the scenario by device instead of by port, by the id of the device.
    private readonly ILookup<ushort, (string Switch, string Upstream, byte Ld)> _bindingsByDevice = scenario.Switches
        .SelectMany(@switch => @switch.Value.Vcs.Values.SelectMany(vcs => vcs.Vppbs, (vcs, vppb) => (Switch: @switch.Key, vcs.Upstream, Vppb: vppb)))
        .Where(binding => binding.Vppb.Device.Length > 0)
        .ToLookup(binding => numbers.IdOf(binding.Vppb.Device), binding => (binding.Switch, binding.Upstream, (byte)binding.Vppb.Ld));

    public SwitchControl Create(string name, SwitchOptions options)
    {
        var registers = new SwitchProfile { Latency = TimingFactory.LatencyThrough(options), Bandwidth = BandwidthThrough(name, options) };
        var ports = options.Ports.Take(MostManaged).Select((port, id) => CreatePort(name, options, port, (byte)id, registers)).ToList();
        var virtualSwitches = options.Vcs.Values.Where(vcs => options.Ports.ToList().IndexOf(vcs.Upstream) < MostManaged).Take(MostManaged).ToList();
        var managed = virtualSwitches
            .Select((vcs, id) => new ManagedVcs((byte)id, PortId(options, vcs.Upstream), vcs.Vppbs.Count) { IsDriven = true }).ToList();
        var component = new SwitchComponent(new SwitchDescription(name, ports, managed)
        {
            Registers = registers,
            Serial = StableHash.OfText(name),
            FarDevices = FarDevicesOf(name, ports),
        });
        for (var vcs = 0; vcs < virtualSwitches.Count; vcs++)
        {
            for (var vppb = 0; vppb < virtualSwitches[vcs].Vppbs.Count; vppb++) Preset(component, name, options, vcs, vppb, virtualSwitches[vcs].Vppbs[vppb]);
        }

        PresetFarHosts(component, name, ports);
        return new SwitchControl(
            component,
            [.. options.Ports.Select(port => numbers.PortAt($"{name}.{port}"))],
            [.. virtualSwitches.Select(vcs => (numbers.PortAt($"{name}.{vcs.Upstream}"), HostAbove(name, vcs.Upstream)))])
        {
            Links = numbers.PortCount(name),
        };
    }

    /// <summary>What its widest port carries of lines, in the units of CDAT.</summary>
    private int BandwidthThrough(string name, SwitchOptions options)
    {
        var rates = options.Ports
            .Select(port => _linkFrom.GetValueOrDefault($"{name}.{port}") ?? _linkTo.GetValueOrDefault($"{name}.{port}"))
            .Where(link => link is not null)
            .Select(link => scenario.LinkTypes[scenario.Links[link!].Type].Rate);
        return (int)Math.Clamp(rates.DefaultIfEmpty(0UL).Max() / SwitchProfile.BandwidthUnit, 1, ushort.MaxValue);
    }

    public BindingRequest BindingOf(StepOptions step)
    {
        var options = scenario.Switches[step.Switch];
        var vcs = (byte)options.Vcs.Keys.ToList().IndexOf(step.Vcs);
        if (step.Action == StepAction.Unbind) return new BindingRequest(vcs, (byte)step.Vppb, null, 0, OptionOf(step.Mode));
        if (step.Device.Length > 0) return new BindingRequest(vcs, (byte)step.Vppb, null, (ushort)step.Ld, 0) { Pid = numbers.IdOf(step.Device) };
        var isMultiLogical = BehindPort(step.Switch, step.Port) is { } behind && Connected(behind).LogicalDevices > 1;
        return new BindingRequest(vcs, (byte)step.Vppb, PortId(options, step.Port), isMultiLogical ? (ushort)step.Ld : WholePort, 0);
    }

    public PlugRequest PlugOf(StepOptions step) => new(
        PortId(scenario.Switches[step.Switch], step.Port), (uint)NumberOf(BehindPort(step.Switch, step.Port)!.Value.Owner), step.Action == StepAction.Plug);

    private static byte OptionOf(UnbindMode mode) => mode switch
    {
        UnbindMode.LinkDown => 0,
        UnbindMode.Managed => 1,
        _ => 2,
    };

    private PhysicalPort CreatePort(string name, SwitchOptions options, string port, byte id, SwitchProfile registers)
    {
        var end = $"{name}.{port}";
        if (options.Vcs.Values.Any(vcs => vcs.Upstream == port)) return new PhysicalPort(id, PortRole.Upstream, registers.UpstreamLink);
        var link = _linkFrom.GetValueOrDefault(end) ?? _linkTo.GetValueOrDefault(end);
        if (link is not null && fabric.Links.Contains(link)) return new PhysicalPort(id, PortRole.Fabric, registers.DownstreamLink) { LeadsToSwitch = true };
        var below = BehindPort(name, port);
        return new PhysicalPort(id, PortRole.Downstream, registers.DownstreamLink)
        {
            Device = below is { } head ? Connected(head) : null,
            LeadsToSwitch = link is not null && below is null,
        };
    }

    /// <summary>A vPPB that leads to a device anywhere shows the port on the way there.</summary>
    private void Preset(SwitchComponent component, string name, SwitchOptions options, int vcs, int number, VppbOptions vppb)
    {
        if (vppb.Device.Length > 0)
        {
            var device = Connected(new LinkEnd(vppb.Device, ""));
            var ldId = device.LogicalDevices > 1 ? (byte)vppb.Ld : ManagedVppb.WholePort;
            var port = tables.PortTo(fabric.NumberOf(name), vppb.Device);
            if (port is >= 0 and < MostManaged) component.Preset(vcs, number, (byte)port, ldId, BehindPort(name, options.Ports[port]) is null ? device : null);
            return;
        }

        if (vppb.Port.Length == 0 || options.Ports.ToList().IndexOf(vppb.Port) >= MostManaged) return;
        var isMultiLogical = BehindPort(name, vppb.Port) is { } below && Connected(below).LogicalDevices > 1;
        component.Preset(vcs, number, PortId(options, vppb.Port), isMultiLogical ? (byte)vppb.Ld : ManagedVppb.WholePort);
    }

    /// <summary>The hosts of other switches to which the scenario binds devices at ports of this one.</summary>
    private void PresetFarHosts(SwitchComponent component, string name, List<PhysicalPort> ports)
    {
        foreach (var id in ports.Where(port => port.Linked is not null).Select(port => port.Linked!.Id).Distinct())
        {
            foreach (var (other, upstream, ld) in _bindingsByDevice[id].Where(binding => binding.Switch != name))
                component.PresetFarHost(id, ld, HostAbove(other, upstream));
        }
    }

    /// <summary>Devices with one head that a fabric link is on the way to.</summary>
    private Dictionary<ushort, (byte Port, ConnectedDevice Device)> FarDevicesOf(string name, List<PhysicalPort> ports)
    {
        var far = new Dictionary<ushort, (byte, ConnectedDevice)>();
        foreach (var device in scenario.Devices.Where(device => device.Value.Heads <= 1).Select(device => device.Key))
        {
            var port = tables.PortTo(fabric.NumberOf(name), device);
            if (port >= 0 && port < ports.Count && ports[port].Role == PortRole.Fabric) far[numbers.IdOf(device)] = ((byte)port, Connected(new LinkEnd(device, "")));
        }

        return far;
    }

    private ConnectedDevice Connected(LinkEnd end)
    {
        var (device, options) = (devices[end.Owner], scenario.Devices[end.Owner]);
        return new ConnectedDevice(
            DeviceHeads.LogicalDevicesOfHead(options), numbers.IdOf(end.Owner), device.Profile.Registers.Link, device.IsFlit256)
        {
            Number = NumberOf(end.Owner),
            Heads = Math.Max(options.Heads, 1),
            Head = DeviceHeads.NumberInDevice(scenario, end, 0),
        };
    }

    private int NumberOf(string device) => _numbers[device];

    /// <summary>The device, or its head, at the other end of a port's link.</summary>
    private LinkEnd? BehindPort(string name, string port) =>
        _linkFrom.TryGetValue($"{name}.{port}", out var link) && LinkEnd.Parse(scenario.Links[link].To) is var end && DeviceHeads.IsAtDevice(scenario, end)
            ? end
            : null;

    /// <summary>The id of the root port above an upstream port, through virtual switches above; 0 where none is.</summary>
    public ushort HostAbove(string name, string upstream)
    {
        if (!_linkTo.TryGetValue($"{name}.{upstream}", out var link)) return 0;
        var above = LinkEnd.Parse(scenario.Links[link].From);
        if (scenario.Hosts.ContainsKey(above.Owner)) return numbers.IdOf(scenario.Links[link].From);
        if (!scenario.Switches.TryGetValue(above.Owner, out var owner)) return 0;
        var vcs = owner.Vcs.Values.FirstOrDefault(vcs => vcs.Vppbs.Any(vppb => vppb.Port == above.Port));
        return vcs is null ? (ushort)0 : HostAbove(above.Owner, vcs.Upstream);
    }

    private static byte PortId(SwitchOptions options, string port) => (byte)options.Ports.ToList().IndexOf(port);

    private static Dictionary<string, string> LinksBy(Scenario scenario, Func<LinkOptions, string> end) =>
        scenario.Links.GroupBy(link => end(link.Value)).ToDictionary(links => links.Key, links => links.First().Key, StringComparer.Ordinal);
}
