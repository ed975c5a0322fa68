using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Sums up the constant latencies of the ways that a stream's reads take.</summary>
internal sealed class PathTimes(Scenario scenario, FabricPaths paths, SwitchFabric fabric, RoutingTables tables)
{
    private readonly Dictionary<string, string> _linkAt = scenario.Links
        .SelectMany(link => new[] { (End: link.Value.From, link.Key), (End: link.Value.To, link.Key) })
        .DistinctBy(end => end.End)
        .ToDictionary(end => end.End, end => end.Key, StringComparer.Ordinal);

    /// <summary>Of a host's region; null where a device of it has no way to the host.</summary>
    public PathLatency? Of(string host, string region, bool isWrite)
    {
        var ways = scenario.Hosts[host].Regions[region].Devices.Select(device => paths.Find(host, device)).ToList();
        if (ways.Count == 0 || ways.Any(way => way is null)) return null;
        var sums = ways.Select(way => Of(way!, isWrite)).ToList();
        return new PathLatency(
            HostTime(host),
            MeanOf(sums.Select(sum => sum.Links)),
            MeanOf(sums.Select(sum => sum.Switches)),
            MeanOf(ways.Select(way => DeviceTime(way!.Device, isWrite))));
    }

    /// <summary>Constant latencies on the ways to the devices of a host's region, but for links.</summary>
    public IReadOnlyList<DevicePipelines> PipelinesOf(string host, string region, Func<string, ushort> idOf) =>
    [
        .. scenario.Hosts[host].Regions[region].Devices.Distinct().Select(device => paths.Find(host, device)).OfType<FabricPath>()
            .Select(way => new DevicePipelines(idOf(way.Device), PipelinesOf(way, isWrite: false), PipelinesOf(way, isWrite: true))),
    ];

    private Pipelines PipelinesOf(FabricPath way, bool isWrite) => new(
        HostTime(way.Host).Picoseconds, Bounded(Of(way, isWrite).Switches).Picoseconds, Bounded(DeviceTime(way.Device, isWrite)).Picoseconds);

    private SimTime HostTime(string host) => Bounded((double)scenario.Hosts[host].LoadToUse.Picoseconds + scenario.Hosts[host].RootComplexLatency.Picoseconds);

    private double DeviceTime(string device, bool isWrite)
    {
        var options = scenario.Devices[device];
        return (isWrite ? options.WriteLatency ?? options.Latency : options.Latency).Picoseconds;
    }

    private (double Links, double Switches) Of(FabricPath path, bool isWrite)
    {
        var (links, switches) = (LinkTime(path.RootLink, isWrite), 0.0);
        var link = path.RootLink;
        var from = $"{path.Host}.{path.RootPort}";
        while (OtherEnd(link, from) is var end && scenario.Switches.TryGetValue(LinkEnd.Parse(end).Owner, out var options))
        {
            var name = LinkEnd.Parse(end).Owner;
            var port = PortTowards(path, name, options);
            if (port is null || !_linkAt.TryGetValue($"{name}.{port}", out var next) || next == link) break;
            switches += TimingFactory.LatencyThrough(options).Picoseconds;
            links += LinkTime(next, isWrite);
            (link, from) = (next, $"{name}.{port}");
        }

        return (links, switches);
    }

    private string? PortTowards(FabricPath path, string name, SwitchOptions options)
    {
        if (path.Hops.FirstOrDefault(hop => hop.Switch == name) is { DownstreamPort: { Length: > 0 } port }) return port;
        var number = tables.PortTo(fabric.NumberOf(name), path.Device);
        return number == RoutingTables.NoPort ? null : options.Ports[number];
    }

    private string OtherEnd(string link, string end) => scenario.Links[link].From == end ? scenario.Links[link].To : scenario.Links[link].From;

    /// <summary>
    /// A request there and a line back, or a line there and its completion back. Each waits half a flit on average for the end of the one
    /// that it is in, which makes the flit that Linux counts for a link.
    /// </summary>
    private double LinkTime(string link, bool isWrite)
    {
        var type = scenario.LinkTypes[scenario.Links[link].Type];
        var bytes = type.Format.ClassBytes;
        var (there, back) = isWrite ? (MessageClass.RequestWithData, MessageClass.NoDataResponse) : (MessageClass.Request, MessageClass.DataResponse);
        var onLine = (bytes[(int)there] + bytes[(int)back] + type.FlitBytes) * SimTime.PicosecondsPerSecond / type.Rate;
        return 2.0 * type.Latency.Total.Picoseconds + Math.Floor(onLine);
    }

    private static SimTime MeanOf(IEnumerable<double> picoseconds) => Bounded(picoseconds.Average());

    // Latencies may be as long as a scenario likes, and their sum be no time any more.
    private static SimTime Bounded(double picoseconds) => new((long)Math.Min(picoseconds, long.MaxValue / 8));
}
