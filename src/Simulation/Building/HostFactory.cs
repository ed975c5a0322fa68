using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Components.Tracing;
using CxlFabricSim.Devices;
using CxlFabricSim.Hosts;
using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Hosts.Caching;
using CxlFabricSim.Hosts.Driver;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Makes a host: its address map, the decoders on the way to its regions, its driver and its streams.</summary>
internal sealed class HostFactory(
    Scenario scenario,
    FabricPaths paths,
    FabricNumbers numbers,
    PathTimes times,
    IReadOnlyDictionary<string, Type3Device> devices,
    Func<SwitchHop, HdmDecoderBlock> switchDecoders,
    Func<RequestTrace?> createTrace)
{
    // Parts of an interleaved range arrive within some management round trips of each other; a host holds them no longer than this.
    private static readonly SimTime PartnerTimeout = SimTime.FromMicroseconds(1000);

    /// <summary>The decoders of each host bridge made so far.</summary>
    public Dictionary<(string Host, string Bridge), HdmDecoderBlock> BridgeDecoders { get; } = [];

    public HostActor Create(string name, HostOptions options)
    {
        var bridges = options.Bridges.Keys.ToList();
        var map = new HostAddressMap();
        var starts = new Dictionary<string, Hpa>(StringComparer.Ordinal);
        foreach (var (window, settings) in options.Windows)
            starts[window] = map.Add(settings.Size.Bytes, [.. settings.Targets.Select(target => bridges.IndexOf(target))], (int)settings.Granularity.Bytes).Start;

        var decoders = bridges.Select(_ => new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true, decoders: 10)).ToArray();
        for (var index = 0; index < bridges.Count; index++) BridgeDecoders[(name, bridges[index])] = decoders[index];
        var plans = RegionPlan.Of(name, options, starts, scenario, paths);
        Program(name, options, bridges, decoders, plans);

        var functions = FunctionsOf(name);
        var driven = functions.Count;
        functions.AddRange(paths.OfHost(name).Where(path => devices[path.Device].Regions.Count == 0));
        var regions = plans.Select(plan => new HostRegion(plan.Name, plan.Start, plan.Bytes)).ToArray();
        for (var index = 0; index < plans.Count; index++)
        {
            if (plans[index].DynamicRegion < 0 && !plans[index].Paths.Any(path => path.IsAbsentAtFirst)) regions[index].Space.Add(new ByteRange(0, plans[index].Bytes));
        }

        var dynamicRegions = Enumerable.Range(0, plans.Count).Where(index => plans[index].DynamicRegion >= 0).ToArray();
        var driver = new DcdDriver(
            driven,
            [.. dynamicRegions.Select((region, index) => DynamicRegionOf(index, plans[region], functions))],
            PartnerTimeout);
        var streams = options.Streams.Select(stream => new TrafficSource(
            StreamFactory.SettingsOf(
                name, stream.Key, stream.Value, regions.First(region => region.Name == stream.Value.Region),
                scenario.Breakdown ? times.PipelinesOf(name, stream.Value.Region, numbers.IdOf) : null),
            scenario.Seed,
            name));
        return new HostActor(
            name,
            new HostDecode(map, decoders, [.. options.Bridges.Values.Select(ports => ports.Select(port => PortOf(name, port)).ToArray())]),
            new LoadStoreUnit(regions, [.. streams], options.OutstandingLines),
            driver,
            [.. functions.Select(path => FunctionOf(name, path, plans))],
            dynamicRegions,
            PortIds(name, options),
            options.RootComplexLatency + options.RootComplexLatency,
            PortLds(name))
        {
            Cache = options.Cache is { } cache ? new CacheSettings(cache.Size.Bytes, cache.Ways, cache.Latency, options.Prefetch) : null,
            Trace = createTrace(),
            RootComplexLineTimes = (TimingFactory.LineTimeOf(options.ReadBandwidth), TimingFactory.LineTimeOf(options.WriteBandwidth)),
            Demand = [.. options.Demand.Select(demand => new DemandStep(demand.At, demand.Capacity.Bytes))],
        };
    }

    private HostFunction FunctionOf(string host, FabricPath path, IReadOnlyList<RegionPlan> plans) =>
        new(PortOf(host, path.RootPort), numbers.IdOf(path.Device), (byte)path.LdId)
        {
            IsAbsentAtFirst = path.IsAbsentAtFirst,
            DecoderProgram = () => DecoderProgram.Of(host, path, devices[path.Device], plans),
            StaticRegions = [.. Enumerable.Range(0, plans.Count).Where(index => plans[index].DynamicRegion < 0 && plans[index].Paths.Contains(path))],
        };

    // A driver binds to every device with dynamic capacity, whether or not a region shows it: an offer without a region is refused.
    private List<FabricPath> FunctionsOf(string host) =>
        [.. paths.OfHost(host).Where(path => devices[path.Device].Regions.Count > 0)];

    private DynamicRegion DynamicRegionOf(int index, RegionPlan plan, List<FabricPath> functions) => new(
        index,
        [.. plan.Paths.Select(path => new DynamicRegionPart(
            functions.FindIndex(function => function.Device == path.Device),
            new Dpa(devices[path.Device].Regions.BaseOf(plan.DynamicRegion))))],
        plan.PartBytes);

    private void Program(string name, HostOptions options, List<string> bridges, HdmDecoderBlock[] decoders, IReadOnlyList<RegionPlan> plans)
    {
        var programmer = new DecoderProgrammer(name);
        foreach (var path in paths.OfHost(name).Where(path => !path.IsAbsentAtFirst)) devices[path.Device].LogicalDevices[path.LdId].Ras.UnmaskAll();
        foreach (var plan in plans)
        {
            programmer.ProgramTargets(plan, options.Bridges, bridge => decoders[bridges.IndexOf(bridge)], switchDecoders);
            foreach (var path in plan.Paths)
            {
                if (path.IsAbsentAtFirst) continue;
                var device = devices[path.Device];
                programmer.ProgramDevice(device.LogicalDevices[path.LdId].Decoders, path.Device, plan.PartStart(device, path.LdId), plan);
            }
        }
    }

    private int PortOf(string host, string rootPort) => numbers.PortAt($"{host}.{rootPort}");

    private byte[] PortLds(string host)
    {
        var lds = new byte[numbers.PortCount(host)];
        foreach (var path in paths.OfHost(host).Where(path => path.Hops.Count == 0)) lds[PortOf(host, path.RootPort)] = (byte)path.LdId;
        return lds;
    }

    private ushort[] PortIds(string host, HostOptions options)
    {
        var ids = new ushort[numbers.PortCount(host)];
        foreach (var rootPort in options.Bridges.Values.SelectMany(ports => ports))
        {
            if (PortOf(host, rootPort) is >= 0 and var port) ids[port] = numbers.IdOf($"{host}.{rootPort}");
        }

        return ids;
    }
}
