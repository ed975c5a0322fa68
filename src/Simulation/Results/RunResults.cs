using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Distribution;
using CxlFabricSim.Simulation.Tracing;

namespace CxlFabricSim.Simulation.Results;

/// <summary>All that a run measured. The same scenario and seed give the same values, wall time and threads apart.</summary>
public sealed record RunResults
{
    public required string Name { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>Worker threads that really ran.</summary>
    public required int Threads { get; init; }

    /// <summary>Processes that really shared the run.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>What each of several nodes did; empty for a run in one process.</summary>
    public IReadOnlyList<NodeLoad> Loads { get; init; } = [];

    /// <summary>What to move between several nodes; null for a run in one process.</summary>
    public LoadBalance? Balance { get; init; }

    /// <summary>Nodes that ended, or stopped to answer, before the run was over: what happened there is missing here.</summary>
    public IReadOnlyList<string> LostNodes { get; init; } = [];

    public required SimTime SimulatedTime { get; init; }

    /// <summary>The run was asked to end before it was done: these are the results so far, and what was expected of it is not judged.</summary>
    public bool IsInterrupted { get; init; }

    public required double WallSeconds { get; init; }

    /// <summary>Messages taken and timers fired.</summary>
    public required long Events { get; init; }

    /// <summary>32 hex digits over every message taken and all memory; empty where the nodes that had them are all lost.</summary>
    public required string Digest { get; init; }

    public required IReadOnlyList<HostResults> Hosts { get; init; }
    public required IReadOnlyList<LinkResults> Links { get; init; }
    public required IReadOnlyList<SwitchResults> Switches { get; init; }
    public required IReadOnlyList<DeviceResults> Devices { get; init; }

    /// <summary>Null where the manager does not rebalance.</summary>
    public RebalanceResults? Rebalance { get; init; }

    /// <summary>Null where the scenario asks for none.</summary>
    public RunSamples? Samples { get; init; }

    /// <summary>Sampled requests, where somebody asked for them.</summary>
    public IReadOnlyList<TracedRequest> Trace { get; init; } = [];

    /// <summary>What did not hold: data that differed, steps without answer, expectations.</summary>
    public required IReadOnlyList<Failure> Failures { get; init; }
}

/// <summary>A thing that did not hold, with the virtual time and the actor that saw it.</summary>
public sealed record Failure(SimTime Time, string Actor, string Expected, string Found);

/// <summary>A host's streams, and what its driver did.</summary>
public sealed record HostResults
{
    public required string Name { get; init; }
    public required IReadOnlyList<StreamResults> Streams { get; init; }
    public required long ExtentsAccepted { get; init; }
    public required long ExtentsReleased { get; init; }

    /// <summary>Records of dynamic capacity logs.</summary>
    public required long EventsRead { get; init; }

    /// <summary>Records of the logs of media and module events.</summary>
    public required long MediaEventsRead { get; init; }

    public required long InterruptsTaken { get; init; }

    /// <summary>Device functions that came while the host ran.</summary>
    public long FunctionsAdded { get; init; }

    /// <summary>Device functions that went.</summary>
    public long FunctionsRemoved { get; init; }

    /// <summary>Errors that ports of switches reported.</summary>
    public long PortErrors { get; init; }

    /// <summary>Null for a host without a cache.</summary>
    public CacheResults? Cache { get; init; }
}

/// <summary>What a host's cache did, in lines.</summary>
public sealed record CacheResults(long Hits, long Merged, long Misses, long Prefetches, long PrefetchesUsed, long WriteBacks, long WriteBackErrors);

/// <summary>Counts and latency of one stream; latency is from issue to the completion of an access's last line.</summary>
public sealed record StreamResults
{
    public required string Name { get; init; }
    public required long Reads { get; init; }
    public required long Writes { get; init; }
    public required long Bytes { get; init; }

    /// <summary>Lines that completed with another status than success.</summary>
    public required long Errors { get; init; }

    /// <summary>Lines that came back poisoned; they count as errors too.</summary>
    public required long PoisonedLines { get; init; }

    /// <summary>The first of them: when, and which.</summary>
    public IReadOnlyList<PoisonedLine> PoisonLog { get; init; } = [];

    /// <summary>Lines whose bytes were not those expected.</summary>
    public required long VerifyFailures { get; init; }

    /// <summary>Lines compared and found right.</summary>
    public required long LinesVerified { get; init; }

    /// <summary>From the first issue to the last completion.</summary>
    public required SimTime Active { get; init; }

    public required LatencyResults Latency { get; init; }

    /// <summary>Of a trace: the host's accesses outside the stream's region, which it leaves to others.</summary>
    public long TracedElsewhere { get; init; }

    /// <summary>In the order in which they come; none where the stream has none.</summary>
    public IReadOnlyList<PhaseResults> Phases { get; init; } = [];

    /// <summary>Of a key-value mix, each kind of operation that it makes.</summary>
    public IReadOnlyList<OperationResults> Operations { get; init; } = [];

    /// <summary>A read with nothing in its way, by adding up; null where the region cannot be reached from the start.</summary>
    public PathLatency? Idle { get; init; }

    /// <summary>The same of a write.</summary>
    public PathLatency? IdleWrite { get; init; }

    /// <summary>Where the time of its lines went; null when no account was kept.</summary>
    public BreakdownResults? Breakdown { get; init; }

    public double BytesPerSecond => Active > SimTime.Zero ? Bytes / Active.Seconds : 0;
}

/// <summary>One kind of operation of a key-value mix: read, update, insert, scan or readModifyWrite.</summary>
public sealed record OperationResults(string Name, LatencyResults Latency);

/// <summary>One phase of a stream: as of the stream, but of the phase's accesses alone.</summary>
public sealed record PhaseResults(string Name, long Reads, long Writes, long Bytes, long Errors, SimTime Active, LatencyResults Latency)
{
    public double BytesPerSecond => Active > SimTime.Zero ? Bytes / Active.Seconds : 0;
}

/// <summary>
/// Where the time of a stream's lines went: a distribution for each stage, and how loaded the devices said they were. Host, Switches and Device
/// are constant latencies; Links is all that the other stages are not.
/// </summary>
public sealed record BreakdownResults
{
    public required LatencyResults HostWait { get; init; }
    public required LatencyResults RequestWait { get; init; }
    public required LatencyResults DeviceWait { get; init; }
    public required LatencyResults Medium { get; init; }
    public required LatencyResults CompletionWait { get; init; }
    public required LatencyResults Links { get; init; }
    public required LatencyResults Host { get; init; }
    public required LatencyResults Switches { get; init; }
    public required LatencyResults Device { get; init; }

    /// <summary>Lines that the host answered itself, from its cache or with an error; they count in every stage, and their time is all in Host.</summary>
    public required LatencyResults AtHost { get; init; }

    /// <summary>Lines by DevLoad: light, optimal, moderate, severe.</summary>
    public required IReadOnlyList<long> Loads { get; init; }

    /// <summary>The stages by name, in the order of the way.</summary>
    public IEnumerable<(string Name, LatencyResults Latency)> Stages =>
    [
        ("hostWait", HostWait), ("host", Host), ("links", Links), ("requestWait", RequestWait), ("switches", Switches),
        ("deviceWait", DeviceWait), ("device", Device), ("medium", Medium), ("completionWait", CompletionWait),
    ];
}

/// <summary>A latency distribution; all zero when nothing completed.</summary>
public sealed record LatencyResults(long Count, SimTime Min, SimTime Mean, SimTime P50, SimTime P99, SimTime P999, SimTime Max);

/// <summary>One direction of a link.</summary>
public sealed record LinkResults
{
    public required string Name { get; init; }
    public required LinkDirection Direction { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required long Messages { get; init; }
    public required long Bytes { get; init; }

    /// <summary>Share of the simulated time in which the line was busy.</summary>
    public required double Utilisation { get; init; }

    /// <summary>Flits that were sent again after an error.</summary>
    public long Retries { get; init; }
}

/// <summary>Which way the messages of a link's direction go.</summary>
public enum LinkDirection
{
    /// <summary>From the end nearer the host to the end nearer the device.</summary>
    Down,

    /// <summary>Towards the host.</summary>
    Up,
}

/// <summary>A switch.</summary>
/// <param name="Name">Its key in the scenario.</param>
/// <param name="NotDecoded">Requests that none of its decoders claimed, turned back with an error.</param>
public sealed record SwitchResults(string Name, long NotDecoded);

/// <summary>What the fabric manager moved by demand; units count once, on however many devices they lie.</summary>
/// <param name="Looks">How often it looked at what hosts want.</param>
/// <param name="UnitsGiven">Units that hosts accepted.</param>
/// <param name="UnitsTaken">Units that hosts gave back.</param>
/// <param name="UnitsMoved">Units given to another host than the one that had them before.</param>
public sealed record RebalanceResults(long Looks, long UnitsGiven, long UnitsTaken, long UnitsMoved);

/// <summary>A device: accesses over all logical devices, and the state of each at the end.</summary>
public sealed record DeviceResults
{
    public required string Name { get; init; }
    public required long Reads { get; init; }
    public required long Writes { get; init; }

    /// <summary>Accesses that no decoder claimed.</summary>
    public required long NotDecoded { get; init; }

    /// <summary>Accesses to dynamic capacity that the host had not accepted.</summary>
    public required long CapacityNotOwned { get; init; }

    /// <summary>Accesses beyond the capacity, or that the medium failed.</summary>
    public required long MediaErrors { get; init; }

    /// <summary>Reads of poisoned lines.</summary>
    public required long PoisonedReads { get; init; }

    /// <summary>What its DRAM did; null for another medium.</summary>
    public DramResults? Dram { get; init; }

    /// <summary>Dynamic capacity that is neither offered nor accepted nor referred to.</summary>
    public ulong FreeBytes { get; init; }

    public required IReadOnlyList<LogicalDeviceResults> LogicalDevices { get; init; }
}

/// <summary>One logical device at the end of the run.</summary>
public sealed record LogicalDeviceResults
{
    public required int LdId { get; init; }
    public required IReadOnlyList<RegionResults> Regions { get; init; }
    public required long EventsLogged { get; init; }
    public required long EventsOverflowed { get; init; }
    public required long Interrupts { get; init; }

    /// <summary>Protocol errors recorded in the RAS registers.</summary>
    public long CorrectableErrors { get; init; }

    /// <summary>Protocol errors recorded in the RAS registers.</summary>
    public long UncorrectableErrors { get; init; }
}

/// <summary>Extents of one dynamic capacity region as one logical device holds them.</summary>
public sealed record RegionResults(int Region, int AcceptedExtents, ulong AcceptedBytes, int PendingExtents, ulong PendingBytes);
