using CxlFabricSim.Hosts.Workloads;
using CxlFabricSim.Hosts.Workloads.Traces;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Building;

/// <summary>What a stream of a scenario is to the host that runs it.</summary>
internal static class StreamFactory
{
    public static StreamSettings SettingsOf(string host, string name, StreamOptions options, HostRegion region, IReadOnlyList<DevicePipelines>? pipelines) => new()
    {
        Name = name,
        Region = region,
        Pattern = options.Pattern switch
        {
            AccessPattern.Sequential => AddressPatternKind.Sequential,
            AccessPattern.Strided => AddressPatternKind.Strided,
            AccessPattern.Zipf => AddressPatternKind.Zipf,
            AccessPattern.Chase => AddressPatternKind.Chase,
            _ => AddressPatternKind.Uniform,
        },
        ReadShare = options.Reads.Value,
        AccessBytes = options.UnitSize.Bytes,
        StrideBytes = options.Stride.Bytes,
        Skew = options.Skew,
        Outstanding = options.Pattern == AccessPattern.Chase ? 1 : options.Outstanding,
        Count = options.Count ?? long.MaxValue,
        Start = options.Start,
        Stop = options.Stop ?? SimTime.Never,
        Capacity = options.Capacity.Bytes,
        Part = new ByteRange(options.Offset.Bytes, options.Length.Bytes),
        Verifies = options.Verify,
        IsRaw = options.Raw,
        Pace = PaceOf(options),
        Mix = options.Mix is { } mix ? new ReadWriteMix(mix.Reads, mix.Writes, mix.IsNonTemporal) : null,
        KeyValue = KeyValueOf(options),
        Trace = options.Trace.Length > 0 ? new TraceSettings(() => TraceFile.Open(options.Trace), host, options.Timed) : null,
        IsPosted = options.Posted,
        Pipelines = pipelines,
        Phases = [.. options.Phases.Select(phase => new PhaseSettings(
            phase.Name, SettingsOf(host, name, options.In(phase), region, pipelines), phase.Duration ?? SimTime.Never))],
    };

    /// <summary>The shares of reads, updates, inserts, scans and read-modify-writes, and the distribution, of each of YCSB's core workloads.</summary>
    internal static (double[] Shares, KeyDistribution Distribution) Ycsb(YcsbWorkload workload) => workload switch
    {
        YcsbWorkload.A => ([0.5, 0.5, 0, 0, 0], KeyDistribution.Zipf),
        YcsbWorkload.B => ([0.95, 0.05, 0, 0, 0], KeyDistribution.Zipf),
        YcsbWorkload.C => ([1, 0, 0, 0, 0], KeyDistribution.Zipf),
        YcsbWorkload.D => ([0.95, 0, 0.05, 0, 0], KeyDistribution.Latest),
        YcsbWorkload.E => ([0, 0, 0.05, 0.95, 0], KeyDistribution.Zipf),
        _ => ([0.5, 0, 0, 0, 0.5], KeyDistribution.Zipf),
    };

    private static KeyValueSettings? KeyValueOf(StreamOptions options)
    {
        if (options is not { Pattern: AccessPattern.Ycsb, Workload: { } workload }) return null;
        var (shares, distribution) = Ycsb(workload);
        return new KeyValueSettings
        {
            Shares = shares,
            Distribution = options.Distribution switch
            {
                YcsbDistribution.Zipf => KeyDistribution.Zipf,
                YcsbDistribution.Latest => KeyDistribution.Latest,
                YcsbDistribution.Uniform => KeyDistribution.Uniform,
                _ => distribution,
            },
            Skew = options.Skew,
            Records = (ulong)(options.Records ?? 0),
        };
    }

    private static PaceSettings? PaceOf(StreamOptions options)
    {
        if (options.Delay == SimTime.Zero && options.Rate is null && options.Burst is null) return null;
        return new PaceSettings
        {
            Delay = options.Delay,
            UnitsPerSecond = options.Rate?.PerSecond ?? 0,
            UnitsPerAccess = options.Rate is { IsBytes: true } ? options.UnitSize.Bytes : 1,
            IsPoisson = options.Arrivals == Arrivals.Poisson,
            BurstLength = options.Burst?.Length ?? 0,
            BurstGap = options.Burst?.Gap ?? SimTime.Zero,
        };
    }
}
