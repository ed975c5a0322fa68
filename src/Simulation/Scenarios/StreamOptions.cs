using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Binding;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>One stream of memory accesses of a host.</summary>
public sealed record StreamOptions
{
    /// <summary>A key of the host's regions.</summary>
    [Required]
    public string Region { get; init; } = "";

    public AccessPattern Pattern { get; init; } = AccessPattern.Uniform;

    /// <summary>For the pattern ycsb: the workload, a to f, as YCSB's core workloads have them.</summary>
    public YcsbWorkload? Workload { get; init; }

    /// <summary>For the pattern ycsb: records there are at first; as many as fit when left out, or half of that where the workload inserts.</summary>
    public long? Records { get; init; }

    /// <summary>For the pattern ycsb: bytes of a record, whose lines an operation reads or writes.</summary>
    public ByteSize RecordSize { get; init; } = new(1024);

    /// <summary>For the pattern ycsb: which records are asked for; as the workload has it when left out.</summary>
    public YcsbDistribution? Distribution { get; init; }

    /// <summary>Share of accesses that read; the rest write.</summary>
    public Share Reads { get; init; } = new(1);

    /// <summary>Reads and writes in a fixed order, in place of reads: R, W, 3:1, 2:1, 1:1 (reads to writes, as mlc's -W), or NT for non-temporal writes.</summary>
    public TrafficMix? Mix { get; init; }

    /// <summary>Bytes of one access, 64 B to 1 MiB: split in lines, complete with the last.</summary>
    public ByteSize Size { get; init; } = new(64);

    /// <summary>From one access to the next, for the strided pattern: a multiple of size.</summary>
    public ByteSize Stride { get; init; } = new(4096);

    /// <summary>Skew of the Zipf pattern, above 0 and below 5.</summary>
    public double Skew { get; init; } = 0.99;

    /// <summary>Accesses in flight at most.</summary>
    public int Outstanding { get; init; } = 16;

    /// <summary>Each slot waits so long after its access has completed before it issues another: mlc's loaded-latency injection.</summary>
    public SimTime Delay { get; init; }

    /// <summary>Accesses or bytes per second, whatever has completed: 50M/s or 10GB/s. Latency then counts from when an access was due.</summary>
    public RequestRate? Rate { get; init; }

    /// <summary>At a rate: evenly, or as a Poisson process, at random with that rate in the long run.</summary>
    public Arrivals? Arrivals { get; init; }

    /// <summary>So many accesses, then a gap, and so on.</summary>
    public BurstOptions? Burst { get; init; }

    /// <summary>Writes are done for the stream when they leave; the host's line is taken until the write has completed.</summary>
    public bool Posted { get; init; }

    /// <summary>Accesses to make; without it, until the run's duration or the stream's stop.</summary>
    public long? Count { get; init; }

    /// <summary>Not before this time.</summary>
    public SimTime Start { get; init; }

    /// <summary>No new access from this time on.</summary>
    public SimTime? Stop { get; init; }

    /// <summary>For a dynamic region: wait until so much of it is mapped; any capacity at all when zero.</summary>
    public ByteSize Capacity { get; init; }

    /// <summary>The part of the region's mapped space to use: first byte, and length (to the end when zero).</summary>
    public ByteSize Offset { get; init; }

    public ByteSize Length { get; init; }

    /// <summary>Check every line read against what this host wrote there; what it never wrote must be zero.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>Address the region itself instead of what the driver has mapped of it: reaches capacity not accepted or lost.</summary>
    public bool Raw { get; init; }

    /// <summary>A trace whose accesses of this host, as far as they lie in the region, are made in place of a pattern's.</summary>
    [FilePath]
    public string Trace { get; init; } = "";

    /// <summary>For a trace: no access before its time, counted from the stream's start. Without it, each as soon as there is room.</summary>
    public bool Timed { get; init; } = true;

    /// <summary>One after the other, each when all accesses of the one before are answered. What a phase does not say is as in the stream.</summary>
    public IReadOnlyList<PhaseOptions> Phases { get; init; } = [];

    /// <summary>Bytes of an access, or of a record where operations touch records.</summary>
    internal ByteSize UnitSize => Pattern == AccessPattern.Ycsb ? RecordSize : Size;

    /// <summary>What the stream does in a phase, as if it were a stream of its own.</summary>
    internal StreamOptions In(PhaseOptions phase) => this with
    {
        Phases = [],
        Pattern = phase.Pattern ?? Pattern,
        Reads = phase.Reads ?? Reads,
        Workload = phase.Workload ?? Workload,
        Distribution = phase.Distribution ?? Distribution,
        Mix = phase.Mix ?? (phase.Reads is null ? Mix : null),
        Size = phase.Size ?? Size,
        Stride = phase.Stride ?? Stride,
        Skew = phase.Skew ?? Skew,
        Outstanding = phase.Outstanding ?? Outstanding,
        Delay = phase.Delay ?? (phase.Rate is null ? Delay : SimTime.Zero),
        Rate = phase.Rate ?? (phase.Delay is null ? Rate : null),
        Arrivals = phase.Arrivals ?? (phase.Delay is null ? Arrivals : null),
        Burst = phase.Burst ?? Burst,
        Posted = phase.Posted ?? Posted,
        Count = phase.Count ?? Count,
        Offset = phase.Offset ?? Offset,
        Length = phase.Length ?? Length,
    };
}

/// <summary>Accesses that come in bursts.</summary>
public sealed record BurstOptions
{
    /// <summary>Accesses to a burst.</summary>
    [Required]
    public long Length { get; init; }

    /// <summary>From the last access of a burst to the first of the next.</summary>
    [Required]
    public SimTime Gap { get; init; }
}

/// <summary>When accesses at a rate are due.</summary>
public enum Arrivals
{
    Even,
    Poisson,
}

/// <summary>How a stream chooses its next address.</summary>
public enum AccessPattern
{
    Sequential,
    Strided,
    Uniform,
    Zipf,
    Chase,
    Ycsb,
}

/// <summary>The core workloads of YCSB.</summary>
public enum YcsbWorkload
{
    A,
    B,
    C,
    D,
    E,
    F,
}

/// <summary>Which records a YCSB workload asks for.</summary>
public enum YcsbDistribution
{
    Zipf,
    Latest,
    Uniform,
}
