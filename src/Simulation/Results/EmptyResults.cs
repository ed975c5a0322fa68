using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Validation;

namespace CxlFabricSim.Simulation.Results;

/// <summary>The results of a run in which nothing happened: tells which metrics a scenario will have before it runs.</summary>
internal static class EmptyResults
{
    private static readonly LatencyResults NoLatency = new(0, SimTime.Zero, SimTime.Zero, SimTime.Zero, SimTime.Zero, SimTime.Zero, SimTime.Zero);

    public static RunResults Of(Scenario scenario) => new()
    {
        Name = scenario.Name,
        Seed = scenario.Seed,
        Threads = 0,
        SimulatedTime = SimTime.Zero,
        WallSeconds = 0,
        Events = 0,
        Digest = "",
        Hosts = scenario.Hosts.Select(host => OfHost(host.Key, host.Value, scenario.Breakdown)).ToList(),
        Links = scenario.Links.SelectMany(link => OfLink(link.Key, link.Value)).ToList(),
        Switches = scenario.Switches.Keys.Select(name => new SwitchResults(name, 0)).ToList(),
        Devices = scenario.Devices.Select(device => OfDevice(device.Key, device.Value)).ToList(),
        Rebalance = scenario.Manager.Rebalance is null ? null : new RebalanceResults(0, 0, 0, 0),
        Failures = [],
    };

    private static HostResults OfHost(string name, HostOptions host, bool isBrokenDown) => new()
    {
        Name = name,
        Streams = host.Streams.Select(stream => OfStream(stream.Key, stream.Value, isBrokenDown)).ToList(),
        ExtentsAccepted = 0,
        ExtentsReleased = 0,
        EventsRead = 0,
        MediaEventsRead = 0,
        InterruptsTaken = 0,
        Cache = host.Cache is null ? null : new CacheResults(0, 0, 0, 0, 0, 0, 0),
    };

    private static StreamResults OfStream(string name, StreamOptions stream, bool isBrokenDown) => new()
    {
        Name = name,
        Reads = 0,
        Writes = 0,
        Bytes = 0,
        Errors = 0,
        PoisonedLines = 0,
        VerifyFailures = 0,
        LinesVerified = 0,
        Active = SimTime.Zero,
        Latency = NoLatency,
        Phases = [.. stream.Phases.DistinctBy(phase => phase.Name).Select(phase => new PhaseResults(phase.Name, 0, 0, 0, 0, SimTime.Zero, NoLatency))],
        Operations = [.. OperationsOf(stream)],
        Idle = new PathLatency(SimTime.Zero, SimTime.Zero, SimTime.Zero, SimTime.Zero),
        Breakdown = isBrokenDown ? NoBreakdown : null,
    };

    private static BreakdownResults NoBreakdown => new()
    {
        HostWait = NoLatency,
        RequestWait = NoLatency,
        DeviceWait = NoLatency,
        Medium = NoLatency,
        CompletionWait = NoLatency,
        Links = NoLatency,
        Host = NoLatency,
        Switches = NoLatency,
        Device = NoLatency,
        AtHost = NoLatency,
        Loads = new long[Enum.GetValues<DevLoad>().Length],
    };

    private static IEnumerable<OperationResults> OperationsOf(StreamOptions stream)
    {
        var parts = stream.Phases.Count > 0 ? stream.Phases.Select(stream.In) : [stream];
        var mixes = parts.Where(part => part is { Pattern: AccessPattern.Ycsb, Workload: not null })
            .Select(part => StreamFactory.Ycsb(part.Workload!.Value).Shares).ToList();
        return Enum.GetValues<OperationKind>().Where(kind => mixes.Any(shares => shares[(int)kind] > 0))
            .Select(kind => new OperationResults(ResultsCollector.NameOf(kind), NoLatency));
    }

    private static IEnumerable<LinkResults> OfLink(string name, LinkOptions link)
    {
        yield return OfDirection(name, LinkDirection.Down, link.From, link.To);
        yield return OfDirection(name, LinkDirection.Up, link.To, link.From);
    }

    private static LinkResults OfDirection(string name, LinkDirection direction, string from, string to) => new()
    {
        Name = name,
        Direction = direction,
        From = from,
        To = to,
        Messages = 0,
        Bytes = 0,
        Utilisation = 0,
    };

    private static DeviceResults OfDevice(string name, DeviceOptions device) => new()
    {
        Name = name,
        Reads = 0,
        Writes = 0,
        NotDecoded = 0,
        CapacityNotOwned = 0,
        MediaErrors = 0,
        PoisonedReads = 0,
        Dram = device.Dram is null ? null : new DramResults(0, 0, 0),
        LogicalDevices = Enumerable.Range(0, Math.Clamp(device.LogicalDevices, 0, Limits.LogicalDevices)).Select(ld => OfLogicalDevice(ld, device)).ToList(),
    };

    private static LogicalDeviceResults OfLogicalDevice(int ldId, DeviceOptions device) => new()
    {
        LdId = ldId,
        Regions = device.Dynamic.Size.Bytes == 0
            ? []
            : Enumerable.Range(0, Math.Clamp(device.Dynamic.Regions, 0, Limits.DynamicRegions)).Select(region => new RegionResults(region, 0, 0, 0, 0)).ToList(),
        EventsLogged = 0,
        EventsOverflowed = 0,
        Interrupts = 0,
    };
}
