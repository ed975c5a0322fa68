using System.ComponentModel.DataAnnotations;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>One stream of memory accesses of a host.</summary>
public sealed record StreamOptions
{
    /// <summary>A key of the host's regions.</summary>
    [Required]
    public string Region { get; init; } = "";

    public AccessPattern Pattern { get; init; } = AccessPattern.Uniform;

    /// <summary>Share of accesses that read; the rest write.</summary>
    public Share Reads { get; init; } = new(1);

    /// <summary>Bytes of one access, 64 B to 1 MiB: split in lines, complete with the last.</summary>
    public ByteSize Size { get; init; } = new(64);

    /// <summary>From one access to the next, for the strided pattern: a multiple of size.</summary>
    public ByteSize Stride { get; init; } = new(4096);

    /// <summary>Skew of the Zipf pattern, above 0 and below 5.</summary>
    public double Skew { get; init; } = 0.99;

    /// <summary>Accesses in flight at most.</summary>
    public int Outstanding { get; init; } = 16;

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
}

/// <summary>How a stream chooses its next address.</summary>
public enum AccessPattern
{
    Sequential,
    Strided,
    Uniform,
    Zipf,
    Chase,
}
