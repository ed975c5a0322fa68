using System.Globalization;
using System.Text.Json.Nodes;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Devices;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Describing;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Listing;

/// <summary>
/// The objects of a fabric as each host's driver would see them, under one numbering: a bus for each host, ports and endpoints numbered
/// together as Linux does, memdevs and regions throughout.
/// </summary>
internal sealed class ListTree
{
    private readonly Scenario _scenario;
    private readonly BuiltFabric _fabric;
    private readonly ListOptions _options;

    // What regions are planned over, and what leads to a device now.
    private readonly FabricPaths _planned;
    private readonly FabricPaths _paths;
    private int _ports;
    private int _memdevs;
    private int _regions;

    private ListTree(Scenario scenario, BuiltFabric fabric, ListOptions options)
    {
        (_scenario, _fabric, _options) = (scenario, fabric, options);
        _planned = FabricPaths.Of(scenario);
        _paths = FabricPaths.Of(LiveBindings.Of(scenario, fabric));
    }

    public static IReadOnlyList<ListNode> Of(Scenario scenario, BuiltFabric fabric, ListOptions options)
    {
        var tree = new ListTree(scenario, fabric, options);
        return [.. scenario.Hosts.Select(host => tree.BusOf(host.Key, host.Value))];
    }

    private ListNode BusOf(string host, HostOptions options)
    {
        var number = _ports++;
        var placed = PlacedRegions.Of(host, _scenario, _planned);
        // A region keeps its number while its devices are gone, and goes with them.
        var reached = _paths.OfHost(host).Select(KeyOf).ToHashSet();
        var regions = placed.Regions.Select(plan => (Plan: plan, Name: string.Create(CultureInfo.InvariantCulture, $"region{_regions++}"))).ToList()
            .Where(region => region.Plan.Paths.All(path => reached.Contains(KeyOf(path)))).ToDictionary(region => region.Plan, region => region.Name);
        var bus = Node(ListKinds.Buses, "buses", $"root{number}").Add("bus", $"root{number}").Add("provider", "ACPI.CXL").Add("host", host);
        AddTargets(bus, "dports", "dport", [.. options.Bridges.Keys]);
        var endpoints = new Dictionary<(string RootPort, string Device, int LdId), (string Memdev, int Endpoint)>();
        foreach (var bridge in options.Bridges)
        {
            var port = PortOf(bus, $"{host}.{bridge.Key}", 1, [.. bridge.Value], _fabric.BridgeDecoders[(host, bridge.Key)], regions);
            AddBelow(port.Node, port.Number, 2, [.. _paths.OfHost(host).Where(path => path.Bridge == bridge.Key)], 0, regions, endpoints);
        }

        var index = 0;
        foreach (var (name, window) in options.Windows)
        {
            var decoder = RootDecoder($"decoder{number}.{index++}", placed.Windows[name], window, regions.Keys.Where(plan => options.Regions[plan.Name].Window == name));
            bus.Below(decoder);
            foreach (var (plan, region) in regions.Where(region => options.Regions[region.Key.Name].Window == name)) decoder.Below(RegionOf(plan, region, endpoints));
        }

        return bus;
    }

    /// <summary>Virtual switches and devices below a port, by the paths that lead through it.</summary>
    private void AddBelow(
        ListNode parent, int parentNumber, int depth, IReadOnlyList<FabricPath> paths, int hop,
        IReadOnlyDictionary<RegionPlan, string> regions, Dictionary<(string RootPort, string Device, int LdId), (string Memdev, int Endpoint)> endpoints)
    {
        foreach (var path in paths.Where(path => path.Hops.Count == hop)) endpoints[KeyOf(path)] = EndpointOf(parent, depth, path, regions);
        foreach (var below in paths.Where(path => path.Hops.Count > hop).GroupBy(path => (path.Hops[hop].Switch, path.Hops[hop].Vcs)))
        {
            var vppbs = _scenario.Switches[below.Key.Switch].Vcs[below.Key.Vcs].Vppbs.Count;
            var dports = Enumerable.Range(0, vppbs).Select(vppb => string.Create(CultureInfo.InvariantCulture, $"vppb{vppb}"));
            var port = PortOf(parent, $"{below.Key.Switch}.{below.Key.Vcs}", depth, [.. dports], _fabric.SwitchDecoders[below.Key], regions);
            AddBelow(port.Node, port.Number, depth + 1, [.. below], hop + 1, regions, endpoints);
        }
    }

    private (ListNode Node, int Number) PortOf(
        ListNode parent, string host, int depth, IReadOnlyList<string> dports, HdmDecoderBlock decoders, IReadOnlyDictionary<RegionPlan, string> regions)
    {
        var number = _ports++;
        var node = parent.Below(Node(ListKinds.Ports, "ports", $"port{number}"))
            .Add("port", $"port{number}").Add("host", host).Add("depth", depth).Add("decoders_committed", Committed(decoders));
        AddTargets(node, "dports", "dport", dports);
        for (var index = 0; index < decoders.DecoderCount; index++)
        {
            var state = decoders.StateOf(index);
            if (!state.IsCommitted && !_options.HasIdle) continue;
            var decoder = node.Below(Node(ListKinds.Decoders, "port decoders", $"decoder{number}.{index}")).Add("decoder", $"decoder{number}.{index}");
            AddDecode(decoder, state, regions);
            decoder.Add("nr_targets", state.IsCommitted ? state.Ways : 0);
            if (!_options.HasTargets || !state.IsCommitted) continue;
            var targets = Enumerable.Range(0, state.Ways).Select(way => (int)(byte)(state.TargetsOrSkip >> 8 * way));
            decoder.Add("targets", new JsonArray([.. targets.Select((id, position) => (JsonNode)new JsonObject { ["target"] = dports[id], ["position"] = position, ["id"] = id })]));
        }

        return (node, number);
    }

    private (string Memdev, int Endpoint) EndpointOf(ListNode parent, int depth, FabricPath path, IReadOnlyDictionary<RegionPlan, string> regions)
    {
        var number = _ports++;
        var memdev = $"mem{_memdevs++}";
        var device = _fabric.Devices[path.Device].Device;
        var ld = device.LogicalDevices[path.LdId];
        var node = parent.Below(Node(ListKinds.Endpoints, "endpoints", $"endpoint{number}"))
            .Add("endpoint", $"endpoint{number}").Add("host", memdev).Add("parent_dport", path.Hops.Count == 0 ? path.RootPort : $"vppb{path.Hops[^1].Vppb}")
            .Add("depth", depth).Add("decoders_committed", Committed(ld.Decoders));
        node.Below(MemdevOf(memdev, device, ld));
        var mapped = 0UL;
        for (var index = 0; index < ld.Decoders.DecoderCount; index++)
        {
            var state = ld.Decoders.StateOf(index);
            if (!state.IsCommitted && !_options.HasIdle) continue;
            var decoder = node.Below(Node(ListKinds.Decoders, "endpoint decoders", $"decoder{number}.{index}")).Add("decoder", $"decoder{number}.{index}");
            var plan = AddDecode(decoder, state, regions);
            if (!state.IsCommitted) continue;
            var start = mapped + state.TargetsOrSkip;
            mapped = start + state.Size / (ulong)state.Ways;
            decoder.AddHex("dpa_resource", start).AddSize("dpa_size", mapped - start);
            if (plan is not null) decoder.Add("mode", ModeOf(plan));
        }

        return (memdev, number);
    }

    private ListNode MemdevOf(string memdev, Type3Device device, LogicalDevice ld)
    {
        var node = Node(ListKinds.Memdevs, "memdevs", memdev).Add("memdev", memdev);
        if (ld.PersistentBytes > 0) node.AddSize("pmem_size", ld.PersistentBytes);
        if (ld.VolatileBytes > 0) node.AddSize("ram_size", ld.VolatileBytes);
        if (device.Regions.Count > 0) node.AddSize("dynamic_ram_1_size", (ulong)device.Regions.Count * device.Regions.RegionBytes);
        if (device.Serial != 0) node.AddHex("serial", device.Serial);
        return node.Add("host", device.LogicalDevices.Count == 1 ? device.Name : string.Create(CultureInfo.InvariantCulture, $"{device.Name}.ld{ld.Id}"));
    }

    private ListNode RootDecoder(string name, Hpa start, WindowOptions window, IEnumerable<RegionPlan> regions)
    {
        var used = regions.Aggregate(0UL, (sum, plan) => sum + plan.Bytes);
        var node = Node(ListKinds.Decoders, "root decoders", name).Add("decoder", name).AddHex("resource", start.Value).AddSize("size", window.Size.Bytes)
            .Add("interleave_ways", window.Targets.Count);
        if (window.Targets.Count > 1) node.Add("interleave_granularity", window.Granularity.Bytes);
        node.AddSize("max_available_extent", window.Size.Bytes - used).Add("pmem_capable", true).Add("volatile_capable", true).Add("accelmem_capable", true);
        AddTargets(node, "targets", "target", window.Targets);
        return node;
    }

    private ListNode RegionOf(RegionPlan plan, string name, Dictionary<(string RootPort, string Device, int LdId), (string Memdev, int Endpoint)> endpoints)
    {
        var node = Node(ListKinds.Regions, "regions", name).Add("region", name).Add("alias", plan.Name).AddHex("resource", plan.Start.Value).AddSize("size", plan.Bytes)
            .Add("type", ModeOf(plan)).Add("interleave_ways", plan.Paths.Count).Add("interleave_granularity", plan.Granularity);
        var decoders = plan.Paths.Select(path => (Path: path, Index: DecoderAt(LdOf(path).Decoders, plan))).ToList();
        node.Add("decode_state", decoders.All(decoder => decoder.Index >= 0) ? "commit" : "reset");
        if (_options.HasTargets)
        {
            node.Add("mappings", new JsonArray([.. decoders.Select((decoder, position) => (JsonNode)new JsonObject
            {
                ["position"] = position,
                ["memdev"] = endpoints[KeyOf(decoder.Path)].Memdev,
                ["decoder"] = string.Create(CultureInfo.InvariantCulture, $"decoder{endpoints[KeyOf(decoder.Path)].Endpoint}.{decoder.Index}"),
            })]));
        }

        if (_options.HasExtents && plan.DynamicRegion >= 0) node.Add("extents", ExtentsOf(plan));
        return node;
    }

    /// <summary>An interleaved range is accepted alike on every device: the first one's extents, as many times as long, are the region's.</summary>
    private JsonArray ExtentsOf(RegionPlan plan)
    {
        var regions = _fabric.Devices[plan.Paths[0].Device].Device.Regions;
        var start = regions.BaseOf(plan.DynamicRegion);
        var ways = (ulong)plan.Paths.Count;
        var extents = LdOf(plan.Paths[0]).Extents.Accepted.Where(extent => extent.Start.Value - start < regions.RegionBytes);
        return new JsonArray([.. extents.OrderBy(extent => extent.Start.Value).Select(extent => (JsonNode)new JsonObject
        {
            ["offset"] = ListNode.HexValue((extent.Start.Value - start) * ways, _options.IsHuman),
            ["length"] = ListNode.SizeValue(extent.Length * ways, _options.IsHuman),
            ["uuid"] = Guid.ParseExact(extent.Tag.ToString("x32", CultureInfo.InvariantCulture), "N").ToString(),
        })]);
    }

    /// <summary>A way of a host, whichever vPPB it takes.</summary>
    private static (string RootPort, string Device, int LdId) KeyOf(FabricPath path) => (path.RootPort, path.Device, path.LdId);

    private LogicalDevice LdOf(FabricPath path) => _fabric.Devices[path.Device].Device.LogicalDevices[path.LdId];

    /// <summary>Where a committed decoder decodes and for which region; null for none that is known.</summary>
    private static RegionPlan? AddDecode(ListNode decoder, in HdmDecoderState state, IReadOnlyDictionary<RegionPlan, string> regions)
    {
        if (!state.IsCommitted)
        {
            decoder.Add("state", "disabled");
            return null;
        }

        decoder.AddHex("resource", state.Base).AddSize("size", state.Size).Add("interleave_ways", state.Ways).Add("interleave_granularity", state.Granularity);
        var start = state.Base;
        var plan = regions.Keys.FirstOrDefault(plan => plan.Start.Value == start);
        if (plan is not null) decoder.Add("region", regions[plan]);
        return plan;
    }

    private void AddTargets(ListNode node, string list, string key, IReadOnlyList<string> names)
    {
        node.Add($"nr_{list}", names.Count);
        if (!_options.HasTargets) return;
        node.Add(list, new JsonArray([.. names.Select((name, index) =>
        {
            var target = new JsonObject { [key] = name };
            if (list == "targets") target["position"] = index;
            target["id"] = index;
            return (JsonNode)target;
        })]));
    }

    private static int DecoderAt(HdmDecoderBlock decoders, RegionPlan plan) =>
        Enumerable.Range(0, decoders.DecoderCount).FirstOrDefault(index => decoders.StateOf(index) is { IsCommitted: true } state && state.Base == plan.Start.Value, -1);

    private static int Committed(HdmDecoderBlock decoders) => Enumerable.Range(0, decoders.DecoderCount).Count(index => decoders.StateOf(index).IsCommitted);

    private static string ModeOf(RegionPlan plan) => plan.Memory switch
    {
        RegionMemory.Volatile => "ram",
        RegionMemory.Persistent => "pmem",
        _ => "dynamic_ram_1",
    };

    private ListNode Node(ListKinds kind, string group, string name) => new(kind, group, name, _options.IsHuman);
}
