using System.Text.Json;
using CxlFabricSim.Components.Mailbox;
using CxlFabricSim.Components.Registers;
using CxlFabricSim.Devices.Registers;
using CxlFabricSim.Fabric.Registers;
using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Hosts.Registers;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Conformance;

/// <summary>The PCI functions and host bridges of a vector's <c>device</c>, as a host's software finds them.</summary>
internal sealed class VectorFunctions
{
    // The recording machine numbered the slots of root ports from 0 and those of switch ports from here.
    private const int FirstSwitchSlot = 64;

    private readonly VectorTopology _topology;
    private readonly RootPortProfile _rootPorts = new();
    private readonly SwitchProfile _switches = new();
    private readonly Dictionary<string, PciFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RegisterFile> _bridges = new(StringComparer.Ordinal);
    private readonly List<HostBridgeLocation> _locations = [];
    private int _rootPortCount;

    public VectorFunctions(JsonElement device, VectorTopology topology)
    {
        _topology = topology;
        foreach (var bridge in device.Items("host_bridges")) AddBridge(bridge);
    }

    public PciFunction Function(string name) =>
        _functions.GetValueOrDefault(name) ?? throw new VectorFormatException($"'{name}' is no PCI function");

    public RegisterFile Bridge(string name) =>
        _bridges.GetValueOrDefault(name) ?? throw new VectorFormatException($"'{name}' is no host bridge");

    public byte[] Cedt() => CedtTable.Create(_locations, _topology.AddressMap.Windows, CedtProfile.Qemu11);

    private void AddBridge(JsonElement bridge)
    {
        var name = bridge.Text("name");
        _bridges.Add(name, HostBridgeRegisters.Create(_topology.FindDecoders(name)));
        var registers = bridge.Has("component_base") ? bridge.Hex("component_base") : 0;
        _locations.Add(new HostBridgeLocation((uint)bridge.NumberOr("bus", 0), new Hpa(registers)));
        foreach (var port in bridge.Items("ports"))
        {
            var link = LinkOf(port, _rootPortCount++);
            Add(port.TextOr("name", ""), name => RootPortFunction.Create(name, link, _rootPorts));
            AddChild(port);
        }
    }

    private void AddChild(JsonElement port)
    {
        if (!port.Has("child")) return;
        var child = port.GetProperty("child");
        if (child.Has("type3"))
            Add(child.GetProperty("type3").Text("name"), name => new Type3Function(_topology.FindDevice(name)!, 0).Function);
        else if (child.Has("switch")) AddSwitch(child.GetProperty("switch"));
    }

    private void AddSwitch(JsonElement json)
    {
        var name = json.Text("name");
        var functions = new SwitchFunctions(_switches);
        var ports = json.Items("ports").ToList();
        var hasMailbox = json.Flag("cci");
        var numbers = ports.Select(port => port.Int("port")).ToList();
        Add(name, _ => functions.Upstream(name, _topology.FindDecoders(name)!, numbers, json.NumberOr("serial", 0), hasMailbox));
        if (hasMailbox) Add($"{name}-cci", mailbox => functions.Mailbox(mailbox, new CommandTable(), new RegisterClock()));
        for (var index = 0; index < ports.Count; index++)
        {
            var link = LinkOf(ports[index], FirstSwitchSlot + index);
            Add(ports[index].TextOr("name", ""), port => functions.Downstream(port, link));
            AddChild(ports[index]);
        }
    }

    private PortLink LinkOf(JsonElement port, int slot)
    {
        var number = port.Int("port");
        if (!port.Has("child")) return new PortLink(number, slot, null);
        var child = port.GetProperty("child");
        if (child.Has("switch")) return new PortLink(number, slot, _switches.UpstreamLink);
        var device = _topology.FindDevice(child.GetProperty("type3").Text("name"))!;
        return new PortLink(number, slot, device.Profile.Registers.Link, device.IsFlit256);
    }

    private void Add(string name, Func<string, PciFunction> create)
    {
        if (name.Length > 0) _functions.TryAdd(name, create(name));
    }
}
