using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Hosts.AddressMap;

namespace CxlFabricSim.Conformance.Tests.Decoding;

/// <summary>The simulator's own decode, programmed with a random set: windows, bridges, switches and devices.</summary>
internal sealed class DecodeUnderTest
{
    private const int Bridges = 16;
    private const int Ports = 256;
    private const int Decoders = 10;

    private readonly HostDecode _host;
    private readonly HdmDecoderBlock[] _bridges = [.. Enumerable.Range(0, Bridges).Select(_ => NewBlock(HdmDecoderRole.TargetList))];
    private readonly Node?[] _rootPorts = new Node?[Bridges * Ports];
    private readonly Dictionary<HdmDecoderBlock, int> _used = [];

    public DecodeUnderTest(RandomDecoderSet set)
    {
        var map = new HostAddressMap();
        foreach (var window in set.Windows)
        {
            var added = map.Add(window.Bytes, [.. window.Level.Targets.Select(target => (int)target)], window.Level.Granularity);
            Assert.Equal(window.Start, added.Start.Value);
        }

        foreach (var region in set.Regions) Program(region);
        var ports = Enumerable.Range(0, Bridges).Select(bridge => (IReadOnlyList<int>)[.. Enumerable.Range(bridge * Ports, Ports)]);
        _host = new HostDecode(map, _bridges, [.. ports]);
    }

    /// <summary>The device and its DPA; null when nobody claims the address.</summary>
    public (string Device, ulong Dpa)? Decode(ulong hpa)
    {
        if (!_host.TryRoute(hpa, out var rootPort)) return null;
        var node = _rootPorts[rootPort];
        while (node is { Device: null })
        {
            if (!node.Decoders.TryRoute(hpa, out var port)) return null;
            node = node.Below[port];
        }

        return node != null && node.Decoders.TryTranslate(hpa, out var dpa) ? (node.Device!, dpa) : null;
    }

    private void Program(RandomRegion region)
    {
        foreach (var bridge in region.Levels[0].Targets) ProgramTargets(_bridges[bridge], region, region.Levels[1]);
        foreach (var part in region.Parts) ProgramWay(region, part);
    }

    /// <summary>The device, and every switch on the way that has not been programmed for this region yet.</summary>
    private void ProgramWay(RandomRegion region, DevicePart part)
    {
        var numbers = region.Levels.Select((level, depth) => level.Targets[part.Places[depth]]).ToArray();
        ref var node = ref _rootPorts[numbers[0] * Ports + numbers[1]];
        for (var depth = 2; depth < numbers.Length; depth++)
        {
            node ??= new Node(null);
            if (node.LastRegion != region) ProgramTargets(node.Decoders, region, region.Levels[depth]);
            node.LastRegion = region;
            node = ref node.Below[numbers[depth]];
        }

        node ??= new Node(part.Device);
        var done = node.Decoders.ProgramEndpoint(Next(node.Decoders), region.Start, region.Bytes, region.Granularity, region.Ways, part.Skip);
        if (!done) Assert.Fail($"{part.Device} refused {region}");
    }

    private void ProgramTargets(HdmDecoderBlock decoders, RandomRegion region, DecodeLevel level)
    {
        var done = decoders.Program(Next(decoders), region.Start, region.Bytes, level.Granularity, level.Ways, level.Targets);
        if (!done) Assert.Fail($"{level} refused {region}");
    }

    private int Next(HdmDecoderBlock decoders)
    {
        var index = _used.GetValueOrDefault(decoders);
        _used[decoders] = index + 1;
        return index;
    }

    private static HdmDecoderBlock NewBlock(HdmDecoderRole role) => new(role, checksCommits: true, Decoders);

    /// <summary>A switch, or a device at the end of the way.</summary>
    private sealed class Node(string? device)
    {
        public string? Device => device;

        public HdmDecoderBlock Decoders { get; } = NewBlock(device == null ? HdmDecoderRole.TargetList : HdmDecoderRole.Endpoint);

        public Node?[] Below { get; } = device == null ? new Node?[Ports] : [];

        public RandomRegion? LastRegion { get; set; }
    }
}
