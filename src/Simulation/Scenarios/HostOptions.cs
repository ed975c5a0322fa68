using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>A host: its part of the CXL hierarchy, the regions its driver creates and the workload it runs.</summary>
public sealed record HostOptions
{
    /// <summary>From the core to the root port's pins, constant: counts once on the way out.</summary>
    public SimTime RootComplexLatency { get; init; } = SimTime.FromNanoseconds(40);

    /// <summary>What a load costs outside the root complex and the fabric: core, caches and mesh, on the way out and back together.</summary>
    public SimTime LoadToUse { get; init; }

    /// <summary>Lines that the root complexes read, all root ports together; as fast as the links are when left out.</summary>
    public Bandwidth? ReadBandwidth { get; init; }

    /// <summary>Lines that the root complexes write.</summary>
    public Bandwidth? WriteBandwidth { get; init; }

    /// <summary>Lines in flight at most, over all streams (the core's miss buffers).</summary>
    public int OutstandingLines { get; init; } = 64;

    /// <summary>A last-level cache, write-back and of whole lines; none when left out. It is not coherent with other hosts'.</summary>
    public CacheOptions? Cache { get; init; }

    /// <summary>How many lines behind one that is not in the cache are fetched into it as well.</summary>
    public int Prefetch { get; init; }

    /// <summary>Host bridges by name, each with the names of its root ports in port-number order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Bridges { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>CXL fixed memory windows (CFMWS), placed one after the other in order of name.</summary>
    public IReadOnlyDictionary<string, WindowOptions> Windows { get; init; } = new Dictionary<string, WindowOptions>();

    /// <summary>Regions, created in order of name before the run starts.</summary>
    public IReadOnlyDictionary<string, RegionOptions> Regions { get; init; } = new Dictionary<string, RegionOptions>();

    public IReadOnlyDictionary<string, StreamOptions> Streams { get; init; } = new Dictionary<string, StreamOptions>();

    /// <summary>How much dynamic capacity the host wants, in order of time: it reports each to a manager that rebalances.</summary>
    public IReadOnlyList<DemandOptions> Demand { get; init; } = [];
}

/// <summary>A host's last-level cache: sets of some ways, of which the line used longest ago makes room.</summary>
public sealed record CacheOptions
{
    /// <summary>What it holds: a multiple of a line in every way.</summary>
    [Required]
    public ByteSize Size { get; init; }

    public int Ways { get; init; } = 16;

    /// <summary>From issue to completion of an access that hits.</summary>
    public SimTime Latency { get; init; } = SimTime.FromNanoseconds(20);
}

/// <summary>A CXL fixed memory window: the HPA range that firmware hands to one or several host bridges.</summary>
public sealed record WindowOptions
{
    /// <summary>Host bridges in interleave order.</summary>
    [Required]
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>A multiple of 256 MiB.</summary>
    [Required]
    public ByteSize Size { get; init; }

    /// <summary>Interleave granularity across the targets: 256 B to 16 KiB.</summary>
    public ByteSize Granularity { get; init; } = new(256);
}

/// <summary>A region: HDM decoders of bridge, switch and devices programmed to show device memory at one HPA range.</summary>
public sealed record RegionOptions
{
    [Required]
    public string Window { get; init; } = "";

    /// <summary>Devices in interleave order.</summary>
    [Required]
    public IReadOnlyList<string> Devices { get; init; } = [];

    /// <summary>What part of each device: volatile, persistent, or dc0 to dc7.</summary>
    public RegionMemory Memory { get; init; } = RegionMemory.Volatile;

    /// <summary>Interleave granularity across the devices.</summary>
    public ByteSize Granularity { get; init; } = new(256);
}

/// <summary>The part of a device's capacity that a region shows.</summary>
public enum RegionMemory
{
    Volatile,
    Persistent,
    Dc0,
    Dc1,
    Dc2,
    Dc3,
    Dc4,
    Dc5,
    Dc6,
    Dc7,
}
