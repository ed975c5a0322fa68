using System.Globalization;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Results;

/// <summary>
/// All numbers of a run's results under dotted names: <c>hosts.host0.streams.s0.latency.p99</c>. Those that depend on the machine
/// (wall time, threads) are left out, so that an expectation holds everywhere or nowhere.
/// </summary>
public static class RunMetrics
{
    /// <summary>Depth first: metrics that share a prefix follow one another.</summary>
    public static IReadOnlyList<Metric> Of(RunResults results)
    {
        var metrics = new MetricList();
        metrics.Count("events", results.Events);
        metrics.Time("simulatedTime", results.SimulatedTime);
        foreach (var host in results.Hosts) AddHost(metrics.Below($"hosts.{host.Name}"), host);
        foreach (var ofLink in results.Links.GroupBy(link => link.Name))
        {
            foreach (var link in ofLink) AddLink(metrics.Below($"links.{link.Name}.{(link.Direction == LinkDirection.Up ? "up" : "down")}"), link);
        }

        foreach (var @switch in results.Switches) metrics.Count($"switches.{@switch.Name}.notDecoded", @switch.NotDecoded);
        foreach (var device in results.Devices) AddDevice(metrics.Below($"devices.{device.Name}"), device);
        if (results.Rebalance is { } rebalance) AddRebalance(metrics.Below("manager.rebalance"), rebalance);
        return metrics.All;
    }

    private static void AddRebalance(MetricList metrics, RebalanceResults rebalance)
    {
        metrics.Count("looks", rebalance.Looks);
        metrics.Count("unitsGiven", rebalance.UnitsGiven);
        metrics.Count("unitsTaken", rebalance.UnitsTaken);
        metrics.Count("unitsMoved", rebalance.UnitsMoved);
    }

    private static void AddHost(MetricList metrics, HostResults host)
    {
        AddAccesses(metrics, host.Streams);
        metrics.Count("extentsAccepted", host.ExtentsAccepted);
        metrics.Count("extentsReleased", host.ExtentsReleased);
        metrics.Count("eventsRead", host.EventsRead);
        metrics.Count("mediaEventsRead", host.MediaEventsRead);
        metrics.Count("interruptsTaken", host.InterruptsTaken);
        metrics.Count("functionsAdded", host.FunctionsAdded);
        metrics.Count("functionsRemoved", host.FunctionsRemoved);
        metrics.Count("portErrors", host.PortErrors);
        if (host.Cache is { } cache) AddCache(metrics.Below("cache"), cache);
        foreach (var stream in host.Streams)
        {
            var below = metrics.Below($"streams.{stream.Name}");
            AddAccesses(below, [stream]);
            below.Count("tracedElsewhere", stream.TracedElsewhere);
            below.Time("active", stream.Active);
            below.Add("throughput", MetricKind.Bandwidth, (decimal)stream.BytesPerSecond);
            AddLatency(below.Below("latency"), stream.Latency);
            foreach (var phase in stream.Phases) AddPhase(below.Below($"phases.{phase.Name}"), phase);
            foreach (var operation in stream.Operations) AddLatency(below.Below($"operations.{operation.Name}.latency"), operation.Latency);
            if (stream.Idle is { } idle) below.Time("idle", idle.Total);
            if (stream.Breakdown is { } breakdown) AddBreakdown(below.Below("breakdown"), breakdown);
        }
    }

    private static void AddCache(MetricList metrics, CacheResults cache)
    {
        metrics.Count("hits", cache.Hits);
        metrics.Count("merged", cache.Merged);
        metrics.Count("misses", cache.Misses);
        metrics.Count("prefetches", cache.Prefetches);
        metrics.Count("prefetchesUsed", cache.PrefetchesUsed);
        metrics.Count("writeBacks", cache.WriteBacks);
        metrics.Count("writeBackErrors", cache.WriteBackErrors);
    }

    private static void AddPhase(MetricList metrics, PhaseResults phase)
    {
        metrics.Count("reads", phase.Reads);
        metrics.Count("writes", phase.Writes);
        metrics.Add("bytes", MetricKind.Size, phase.Bytes);
        metrics.Count("errors", phase.Errors);
        metrics.Time("active", phase.Active);
        metrics.Add("throughput", MetricKind.Bandwidth, (decimal)phase.BytesPerSecond);
        AddLatency(metrics.Below("latency"), phase.Latency);
    }

    private static void AddAccesses(MetricList metrics, IReadOnlyList<StreamResults> streams)
    {
        metrics.Count("reads", streams.Sum(stream => stream.Reads));
        metrics.Count("writes", streams.Sum(stream => stream.Writes));
        metrics.Add("bytes", MetricKind.Size, streams.Sum(stream => stream.Bytes));
        metrics.Count("errors", streams.Sum(stream => stream.Errors));
        metrics.Count("poisonedLines", streams.Sum(stream => stream.PoisonedLines));
        metrics.Count("verifyFailures", streams.Sum(stream => stream.VerifyFailures));
        metrics.Count("linesVerified", streams.Sum(stream => stream.LinesVerified));
    }

    private static void AddBreakdown(MetricList metrics, BreakdownResults breakdown)
    {
        foreach (var (name, latency) in breakdown.Stages) AddLatency(metrics.Below(name), latency);
        foreach (var load in Enum.GetValues<DevLoad>()) metrics.Count($"load.{load.ToString().ToLowerInvariant()}", breakdown.Loads[(int)load]);
    }

    private static void AddLatency(MetricList metrics, LatencyResults latency)
    {
        metrics.Count("count", latency.Count);
        metrics.Time("min", latency.Min);
        metrics.Time("mean", latency.Mean);
        metrics.Time("p50", latency.P50);
        metrics.Time("p99", latency.P99);
        metrics.Time("p999", latency.P999);
        metrics.Time("max", latency.Max);
    }

    private static void AddLink(MetricList metrics, LinkResults link)
    {
        metrics.Count("messages", link.Messages);
        metrics.Add("bytes", MetricKind.Size, link.Bytes);
        metrics.Add("utilisation", MetricKind.Share, (decimal)link.Utilisation);
        metrics.Count("retries", link.Retries);
    }

    private static void AddDevice(MetricList metrics, DeviceResults device)
    {
        metrics.Count("reads", device.Reads);
        metrics.Count("writes", device.Writes);
        metrics.Count("notDecoded", device.NotDecoded);
        metrics.Count("capacityNotOwned", device.CapacityNotOwned);
        metrics.Count("mediaErrors", device.MediaErrors);
        metrics.Count("poisonedReads", device.PoisonedReads);
        if (device.Dram is { } dram)
        {
            metrics.Count("dram.rowHits", dram.RowHits);
            metrics.Count("dram.rowMisses", dram.RowMisses);
            metrics.Count("dram.refreshes", dram.Refreshes);
        }

        metrics.Add("freeBytes", MetricKind.Size, device.FreeBytes);
        foreach (var ld in device.LogicalDevices)
        {
            var below = metrics.Below(string.Create(CultureInfo.InvariantCulture, $"lds.{ld.LdId}"));
            AddExtents(below, ld.Regions);
            below.Count("eventsLogged", ld.EventsLogged);
            below.Count("eventsOverflowed", ld.EventsOverflowed);
            below.Count("interrupts", ld.Interrupts);
            below.Count("correctableErrors", ld.CorrectableErrors);
            below.Count("uncorrectableErrors", ld.UncorrectableErrors);
            foreach (var region in ld.Regions)
                AddExtents(below.Below(string.Create(CultureInfo.InvariantCulture, $"regions.{region.Region}")), [region]);
        }
    }

    private static void AddExtents(MetricList metrics, IReadOnlyList<RegionResults> regions)
    {
        metrics.Count("acceptedExtents", regions.Sum(region => region.AcceptedExtents));
        metrics.Add("acceptedBytes", MetricKind.Size, regions.Sum(region => (decimal)region.AcceptedBytes));
        metrics.Count("pendingExtents", regions.Sum(region => region.PendingExtents));
        metrics.Add("pendingBytes", MetricKind.Size, regions.Sum(region => (decimal)region.PendingBytes));
    }

    private sealed class MetricList(List<Metric> all, string prefix)
    {
        public MetricList() : this([], "")
        {
        }

        public IReadOnlyList<Metric> All => all;

        public MetricList Below(string name) => new(all, $"{prefix}{name}.");

        public void Add(string name, MetricKind kind, decimal value) => all.Add(new Metric(prefix + name, kind, value));

        public void Count(string name, long value) => Add(name, MetricKind.Count, value);

        public void Time(string name, SimTime value) => Add(name, MetricKind.Time, value.Picoseconds / (decimal)SimTime.PicosecondsPerNanosecond);
    }
}
