using CxlFabricSim.Hosts.Workloads.Traces;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>What a stream of accesses does.</summary>
public sealed record StreamSettings
{
    public required string Name { get; init; }

    public required HostRegion Region { get; init; }

    public AddressPatternKind Pattern { get; init; } = AddressPatternKind.Uniform;

    /// <summary>Share of accesses that read, 0 to 1.</summary>
    public double ReadShare { get; init; } = 1;

    /// <summary>Bytes of an access, a multiple of 64.</summary>
    public ulong AccessBytes { get; init; } = Sizes.Line;

    /// <summary>From access to access of the strided pattern, a multiple of <see cref="AccessBytes"/>.</summary>
    public ulong StrideBytes { get; init; } = Sizes.Line;

    public double Skew { get; init; } = 0.99;

    /// <summary>Accesses in flight at most.</summary>
    public int Outstanding { get; init; } = 16;

    /// <summary>Accesses to make in all.</summary>
    public long Count { get; init; } = long.MaxValue;

    public SimTime Start { get; init; }

    /// <summary>No new access from this time on.</summary>
    public SimTime Stop { get; init; } = SimTime.Never;

    /// <summary>Starts when so much is mapped; at the first byte when zero.</summary>
    public ulong Capacity { get; init; }

    /// <summary>The part of the mapped space to use; length zero for all the rest.</summary>
    public ByteRange Part { get; init; }

    public bool Verifies { get; init; } = true;

    /// <summary>Of the devices that it may reach: with these it keeps account of where the time of its lines goes; null for no account.</summary>
    public IReadOnlyList<DevicePipelines>? Pipelines { get; init; }

    /// <summary>Addresses the region itself, mapped or not.</summary>
    public bool IsRaw { get; init; }

    /// <summary>How often it may issue; whenever there is room when null.</summary>
    public PaceSettings? Pace { get; init; }

    /// <summary>Reads and writes in a fixed order, in place of <see cref="ReadShare"/>.</summary>
    public ReadWriteMix? Mix { get; init; }

    /// <summary>Operations of a key-value store, in place of pattern and share of reads; <see cref="AccessBytes"/> is the size of a record.</summary>
    public KeyValueSettings? KeyValue { get; init; }

    /// <summary>Replayed in place of pattern and share of reads.</summary>
    public TraceSettings? Trace { get; init; }

    /// <summary>Writes are done for the stream when they are issued.</summary>
    public bool IsPosted { get; init; }

    /// <summary>One after the other, each with settings of its own; none for a stream that does the same all the time.</summary>
    public IReadOnlyList<PhaseSettings> Phases { get; init; } = [];

    /// <summary>Whether none of what takes more than a pattern and a share of reads is asked for: the way that must be fast.</summary>
    internal bool IsPlain => Pace is null && Mix is null && KeyValue is null && Trace is null && !IsPosted && Phases.Count == 0;
}
