using System.Text.Json;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Memory;
using CxlFabricSim.Hosts.AddressMap;

namespace CxlFabricSim.Simulation.Conformance;

/// <summary>The fabric that a vector's <c>device</c> describes: windows, host bridges, switches and devices of profile qemu-11.</summary>
internal sealed class VectorTopology : IDisposable
{
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly List<Node> _bridges = [];
    private readonly List<Type3Device> _devices = [];
    private readonly HashSet<string> _portNames = new(StringComparer.Ordinal);

    private VectorTopology()
    {
    }

    public HostAddressMap AddressMap { get; } = new();

    /// <summary>In the order of the vector.</summary>
    public IReadOnlyList<Type3Device> Devices => _devices;

    /// <summary>A switch has a mailbox function, which then is the vector's usual mailbox.</summary>
    public bool HasSwitchMailbox { get; private set; }

    public static VectorTopology Build(JsonElement device, Func<string, bool> isProgrammed)
    {
        var topology = new VectorTopology();
        try
        {
            foreach (var bridge in device.Items("host_bridges")) topology.AddBridge(bridge, isProgrammed);
            foreach (var window in device.Items("windows")) topology.AddWindow(window);
            return topology;
        }
        catch
        {
            topology.Dispose();
            throw;
        }
    }

    public Type3Device? FindDevice(string name) => _nodes.GetValueOrDefault(name)?.Device;

    /// <summary>Whether there is a host bridge, port, switch or device of this name.</summary>
    public bool IsComponent(string name) => _nodes.ContainsKey(name) || _portNames.Contains(name);

    public HdmDecoderBlock? FindDecoders(string name)
    {
        var node = _nodes.GetValueOrDefault(name);
        return node?.Device?.LogicalDevices[0].Decoders ?? node?.Decoders;
    }

    /// <summary>The device behind a port of the switch that has the mailbox.</summary>
    public Type3Device? BehindSwitchPort(int port) =>
        _nodes.Values.FirstOrDefault(node => node.HasMailbox)?.Ports.GetValueOrDefault(port)?.Device;

    /// <summary>The device whose decoders an access at an address comes to; null when none claims it on the way.</summary>
    public Type3Device? Route(ulong hpa)
    {
        if (!AddressMap.TryFind(hpa, out var window)) return null;
        var node = _bridges[window.Targets[window.TargetIndex(hpa)]];
        while (node is { Device: null }) node = node.Next(hpa);
        return node?.Device;
    }

    public void Dispose()
    {
        foreach (var device in _devices) device.Dispose();
    }

    private void AddWindow(JsonElement window)
    {
        var targets = window.Items("targets").Select(target => BridgeIndex(target.GetString())).ToList();
        AddressMap.Add(window.Number("size"), targets, checked((int)window.NumberOr("granularity", 256)));
    }

    private int BridgeIndex(string? name)
    {
        var index = _bridges.FindIndex(bridge => bridge.Name == name);
        return index >= 0 ? index : throw new VectorFormatException($"a window's target '{name}' is not a host bridge");
    }

    /// <summary>
    /// A host bridge with one root port hides its decoders and passes everything on, unless told otherwise; a vector that programs
    /// them has told otherwise.
    /// </summary>
    private void AddBridge(JsonElement json, Func<string, bool> isProgrammed)
    {
        var bridge = Add(new Node(json.Text("name")));
        _bridges.Add(bridge);
        AddPorts(bridge, json);
        var isPassThrough = bridge.Ports.Count == 1 && !json.Flag("hdm_for_passthrough") && !isProgrammed(bridge.Name);
        if (!isPassThrough) bridge.Decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: false);
    }

    private void AddPorts(Node parent, JsonElement json)
    {
        foreach (var port in json.Items("ports"))
        {
            Node? child = null;
            if (port.Has("name")) _portNames.Add(port.Text("name"));
            if (port.Has("child") && port.GetProperty("child").Has("type3")) child = AddDevice(port.GetProperty("child").GetProperty("type3"));
            else if (port.Has("child") && port.GetProperty("child").Has("switch")) child = AddSwitch(port.GetProperty("child").GetProperty("switch"));
            else if (port.Has("child")) throw new VectorFormatException("a port's child is neither a type3 nor a switch");
            if (!parent.Ports.TryAdd(port.Int("port"), child)) throw new VectorFormatException($"{parent.Name} has a port number twice");
        }
    }

    private Node AddSwitch(JsonElement json)
    {
        var node = Add(new Node(json.Text("name")) { HasMailbox = json.Flag("cci") });
        node.Decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: false);
        HasSwitchMailbox |= node.HasMailbox;
        AddPorts(node, json);
        return node;
    }

    private Node AddDevice(JsonElement json)
    {
        var name = json.Text("name");
        var regions = checked((int)json.NumberOr("dc_regions", 0));
        MemoryBackend? volatileMemory = null;
        MemoryBackend? persistentMemory = null;
        MemoryBackend? dynamicMemory = null;
        try
        {
            volatileMemory = Memory(json, "volatile");
            persistentMemory = Memory(json, "persistent");
            if (regions > 0) dynamicMemory = Memory(json, "dc");
            var device = new Type3Device(new Type3Options
            {
                Name = name,
                Profile = DeviceProfile.Qemu11,
                Volatile = volatileMemory,
                Persistent = persistentMemory,
                Dynamic = dynamicMemory,
                DynamicRegions = regions,
                LabelStorageBytes = checked((uint)json.NumberOr("lsa", 0)),
                Serial = json.NumberOr("serial", 0),
                IsFlit256 = HasOption(json, "x-256b-flit"),
                HasBackInvalidate = HasOption(json, "hdm-db"),
            });
            _devices.Add(device);
            return Add(new Node(name) { Device = device });
        }
        catch (ArgumentException)
        {
            volatileMemory?.Dispose();
            persistentMemory?.Dispose();
            dynamicMemory?.Dispose();
            throw;
        }
    }

    private static MemoryBackend? Memory(JsonElement json, string key) =>
        json.NumberOr(key, 0) is > 0 and var size ? MemoryBackend.Anonymous(size) : null;

    private static bool HasOption(JsonElement json, string option) =>
        json.Has("options") && json.GetProperty("options").TextOr(option, "off") == "on";

    private Node Add(Node node)
    {
        if (!_nodes.TryAdd(node.Name, node)) throw new VectorFormatException($"two components are called '{node.Name}'");
        return node;
    }

    /// <summary>A host bridge, a switch or a device, and what hangs below it.</summary>
    private sealed class Node(string name)
    {
        public string Name { get; } = name;

        /// <summary>Null where everything goes to the only port.</summary>
        public HdmDecoderBlock? Decoders { get; set; }

        public Type3Device? Device { get; init; }

        public bool HasMailbox { get; init; }

        public Dictionary<int, Node?> Ports { get; } = [];

        public Node? Next(ulong hpa)
        {
            if (Decoders is null) return Ports.Values.FirstOrDefault();
            return Decoders.TryRoute(hpa, out var port) ? Ports.GetValueOrDefault(port) : null;
        }
    }
}
