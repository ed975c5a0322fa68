using CxlFabricSim.Actors;
using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Actors.Statistics;
using CxlFabricSim.Devices;
using CxlFabricSim.Devices.Capacity;
using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Hosts;
using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Results;

/// <summary>Reads the results off a fabric that has run, in the order of its names.</summary>
internal static class ResultsCollector
{
    public static RunResults Collect(Scenario scenario, BuiltFabric fabric, RunReport report, string digest, double wallSeconds) => new()
    {
        Name = scenario.Name,
        Seed = scenario.Seed,
        Threads = report.Threads,
        SimulatedTime = report.End,
        IsInterrupted = report.IsInterrupted,
        WallSeconds = wallSeconds,
        Events = report.Events,
        Digest = digest,
        Hosts = [.. fabric.Hosts.Values.Select(host => HostOf(host, scenario, fabric))],
        Links = [.. scenario.Links.SelectMany(link => LinksOf(link.Key, link.Value, fabric.Links[link.Key], report.End))],
        Switches = [.. fabric.Switches.Values.Select(@switch => new SwitchResults(@switch.Name, @switch.NotDecoded))],
        Devices = [.. fabric.Devices.Values.Select(DeviceOf)],
        Rebalance = fabric.Manager?.Manager.Policy is { Counters: var moved } ? new RebalanceResults(moved.Looks, moved.UnitsGiven, moved.UnitsTaken, moved.UnitsMoved) : null,
        Failures = [.. FailuresOf(scenario, fabric, report, _ => true).OrderBy(failure => failure.Rank).Select(failure => failure.Failure)],
    };

    private static HostResults HostOf(HostActor host, Scenario scenario, BuiltFabric fabric) => new()
    {
        Name = host.Name,
        Streams = [.. host.Unit.Streams.Select(stream => StreamOf(stream, isWrite => fabric.PathTimes.Of(host.Name, scenario.Hosts[host.Name].Streams[stream.Name].Region, isWrite)))],
        ExtentsAccepted = host.Driver.Counters.ExtentsAccepted,
        ExtentsReleased = host.Driver.Counters.ExtentsReleased,
        EventsRead = host.Driver.Counters.EventsRead,
        MediaEventsRead = host.Driver.Counters.MediaEventsRead,
        InterruptsTaken = host.Driver.Counters.Interrupts,
        FunctionsAdded = host.FunctionsAdded,
        FunctionsRemoved = host.FunctionsRemoved,
        PortErrors = host.PortErrors,
        Cache = host.CacheCounters is { } cache
            ? new CacheResults(cache.Hits, cache.Merged, cache.Misses, cache.Prefetches, cache.PrefetchesUsed, cache.WriteBacks, cache.WriteBackErrors) : null,
    };

    private static StreamResults StreamOf(TrafficSource stream, Func<bool, PathLatency?> idle) => new()
    {
        Name = stream.Name,
        Reads = stream.Reads,
        Writes = stream.Writes,
        Bytes = stream.Bytes,
        Errors = stream.Errors,
        PoisonedLines = stream.PoisonedLines,
        PoisonLog = stream.PoisonLog,
        VerifyFailures = stream.VerifyFailures,
        LinesVerified = stream.LinesVerified,
        Active = stream.LastCompletion > SimTime.Zero ? stream.LastCompletion - stream.FirstIssue : SimTime.Zero,
        Latency = LatencyOf(stream.Latency),
        TracedElsewhere = stream.TracedElsewhere,
        Phases = [.. stream.Phases.Select(PhaseOf)],
        Operations = [.. stream.Operations.Select(operation => new OperationResults(NameOf(operation.Kind), LatencyOf(operation.Latency)))],
        Idle = idle(false),
        IdleWrite = idle(true),
        Breakdown = stream.Breakdown is { } breakdown ? BreakdownOf(breakdown) : null,
    };

    private static BreakdownResults BreakdownOf(LatencyBreakdown breakdown) => new()
    {
        HostWait = LatencyOf(breakdown[LatencyStage.HostWait]),
        RequestWait = LatencyOf(breakdown[LatencyStage.RequestWait]),
        DeviceWait = LatencyOf(breakdown[LatencyStage.DeviceWait]),
        Medium = LatencyOf(breakdown[LatencyStage.Medium]),
        CompletionWait = LatencyOf(breakdown[LatencyStage.CompletionWait]),
        Links = LatencyOf(breakdown[LatencyStage.Links]),
        Host = LatencyOf(breakdown[LatencyStage.Host]),
        Switches = LatencyOf(breakdown[LatencyStage.Switches]),
        Device = LatencyOf(breakdown[LatencyStage.Device]),
        AtHost = LatencyOf(breakdown.AtHost),
        Loads = [.. Enum.GetValues<DevLoad>().Select(breakdown.CountOf)],
    };

    /// <summary>As metrics name it.</summary>
    internal static string NameOf(OperationKind kind) => char.ToLowerInvariant($"{kind}"[0]) + $"{kind}"[1..];

    private static PhaseResults PhaseOf(PhaseStatistics phase) => new(
        phase.Name,
        phase.Reads,
        phase.Writes,
        phase.Bytes,
        phase.Errors,
        phase.LastCompletion > SimTime.Zero ? phase.LastCompletion - phase.FirstIssue : SimTime.Zero,
        LatencyOf(phase.Latency));

    private static LatencyResults LatencyOf(LatencyHistogram latency) => new(
        latency.Count,
        new SimTime(latency.Minimum),
        new SimTime(latency.Mean),
        new SimTime(latency.Percentile(50)),
        new SimTime(latency.Percentile(99)),
        new SimTime(latency.Percentile(99.9)),
        new SimTime(latency.Maximum));

    private static IEnumerable<LinkResults> LinksOf(string name, LinkOptions link, (OutputPort Down, OutputPort Up) ports, SimTime end)
    {
        yield return LinkOf(name, LinkDirection.Down, link.From, link.To, ports.Down, end);
        yield return LinkOf(name, LinkDirection.Up, link.To, link.From, ports.Up, end);
    }

    private static LinkResults LinkOf(string name, LinkDirection direction, string from, string to, OutputPort port, SimTime end) => new()
    {
        Name = name,
        Direction = direction,
        From = from,
        To = to,
        Messages = port.Messages,
        Bytes = port.Bytes,
        // A line may be promised beyond a run that ends at a fixed time.
        Utilisation = end > SimTime.Zero ? Math.Min(1, (double)port.BusyPicoseconds / end.Picoseconds) : 0,
        Retries = port.Retries,
    };

    private static DeviceResults DeviceOf(Type3DeviceActor actor)
    {
        var lds = actor.Device.LogicalDevices;
        return new DeviceResults
        {
            Name = actor.Name,
            Reads = lds.Sum(ld => ld.Reads),
            Writes = lds.Sum(ld => ld.Writes),
            NotDecoded = lds.Sum(ld => ld.NotDecoded),
            CapacityNotOwned = lds.Sum(ld => ld.CapacityNotOwned),
            MediaErrors = lds.Sum(ld => ld.OutsideDevice + ld.MediaErrors),
            PoisonedReads = lds.Sum(ld => ld.PoisonedReads),
            Dram = actor.Timing.Medium is DramMedium dram ? new DramResults(dram.RowHits, dram.RowMisses, dram.Refreshes) : null,
            FreeBytes = Enumerable.Range(0, actor.Device.Regions.Count).Aggregate(0UL, (sum, region) => sum + actor.Device.Management.FreeBytes(region)),
            LogicalDevices = [.. lds.Select(ld => LogicalDeviceOf(ld, actor))],
        };
    }

    private static LogicalDeviceResults LogicalDeviceOf(LogicalDevice ld, Type3DeviceActor actor) => new()
    {
        LdId = ld.Id,
        Regions = [.. Enumerable.Range(0, actor.Device.Regions.Count).Select(region => RegionOf(region, ld, actor.Device.Regions))],
        EventsLogged = ld.Events.RecordsLogged,
        EventsOverflowed = ld.Events.RecordsLost,
        Interrupts = actor.Interrupts[ld.Id],
        CorrectableErrors = ld.Ras.CorrectableErrors,
        UncorrectableErrors = ld.Ras.UncorrectableErrors,
    };

    private static RegionResults RegionOf(int region, LogicalDevice ld, DynamicRegions regions)
    {
        var start = regions.BaseOf(region);
        bool IsHere(DcExtent extent) => extent.Start.Value - start < regions.RegionBytes;
        var accepted = ld.Extents.Accepted.Where(IsHere).ToList();
        var pending = ld.Extents.Offers.SelectMany(group => group).Where(IsHere).ToList();
        return new RegionResults(region, accepted.Count, Total(accepted), pending.Count, Total(pending));
    }

    private static ulong Total(IEnumerable<DcExtent> extents) => extents.Aggregate(0UL, (sum, extent) => sum + extent.Length);

    /// <summary>What did not hold, ranked: wrong data by host, then what hosts left undone, then what the manager found.</summary>
    /// <param name="scenario">What ran.</param>
    /// <param name="fabric">Its fabric.</param>
    /// <param name="report">How the run ended.</param>
    /// <param name="isHere">Which actors ran in this process: of the others it knows nothing.</param>
    public static IEnumerable<RankedFailure> FailuresOf(Scenario scenario, BuiltFabric fabric, RunReport report, Func<Actor, bool> isHere)
    {
        var hosts = fabric.Hosts.Values.Index().Where(host => isHere(host.Item)).ToList();
        foreach (var (rank, host) in hosts)
        {
            foreach (var mismatch in host.Unit.Mismatches)
                yield return new RankedFailure(rank, new Failure(mismatch.Time, $"{host.Name}/{mismatch.Place}", mismatch.Expected, mismatch.Found));
        }

        // A run cut short by its duration or by a signal leaves things undone; one that came to its end does not.
        if (scenario.Duration is null && !report.IsInterrupted)
        {
            foreach (var (rank, host) in hosts)
            {
                foreach (var failure in UnfinishedOf(scenario, host, report.End)) yield return new RankedFailure(fabric.Hosts.Count + rank, failure);
            }
        }

        if (fabric.Manager is not { } manager || !isHere(manager)) yield break;
        var last = 2 * fabric.Hosts.Count;
        foreach (var failure in manager.Manager.Failures)
            yield return new RankedFailure(last, new Failure(failure.Time, manager.Name, failure.Expected, failure.Found));
        if (!manager.Manager.HasMadeSteps && !report.IsInterrupted)
            yield return new RankedFailure(last, new Failure(report.End, manager.Name, "all steps made", $"{manager.Manager.StepsDone} made when the run ended"));
    }

    private static IEnumerable<Failure> UnfinishedOf(Scenario scenario, HostActor host, SimTime end)
    {
        foreach (var stream in host.Unit.Streams)
        {
            if (stream.InFlight > 0)
                yield return new Failure(end, $"{host.Name}/{stream.Name}", "every access answered", $"{stream.InFlight} without an answer when nothing was left to happen");
            else if (stream.Left > 0 && scenario.Hosts[host.Name].Streams[stream.Name].Stop is null)
                yield return new Failure(end, $"{host.Name}/{stream.Name}", "every access of its count made", $"{stream.Left} not begun: was its capacity ever mapped?");
        }
    }
}
