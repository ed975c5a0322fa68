using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Building;

/// <summary>Makes of a scenario's numbers what takes time: channels, the arbitration of switches, the timing of devices.</summary>
internal static class TimingFactory
{
    // Above this, other limits are reached first.
    private const int MostInPipeline = 1024;

    /// <summary>One direction of a link.</summary>
    /// <param name="type">The kind of link.</param>
    /// <param name="sender">What the sending port adds.</param>
    /// <param name="credits">By message class.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">The direction's name.</param>
    public static ChannelOptions ChannelOf(LinkTypeOptions type, PortTiming sender, IReadOnlyList<int> credits, ulong seed, string name) => new()
    {
        Latency = type.Latency.Total,
        PortDelay = sender.Delay,
        ServiceTime = sender.ServiceTime,
        BytesPerSecond = type.Rate,
        ClassBytes = type.Format.ClassBytes,
        Riders = type.FlitBytes == 0 ? null : new Riders((int)MessageClass.NoDataResponse, type.Format.NoDataResponsesPerDataResponse, (int)MessageClass.DataResponse),
        FlitBytes = type.FlitBytes,
        Errors = type.BitErrorRate > 0 ? new LineErrors(type.BitErrorRate, RetryTimeOf(type), seed, $"line {name}") : null,
        // Not of CXL.io: little of it is ever under way at once.
        Credits = [.. credits.Select((count, @class) => count == 0 || @class == (int)MessageClass.Io ? count : count + Math.Min(sender.MostAtOnce, InPipeline(type, sender)))],
        Pulled = sender.IsPulled,
    };

    /// <summary>How a switch shares its outputs.</summary>
    public static SwitchTiming SwitchOf(SwitchOptions options, Func<string, int> portAt)
    {
        var weights = Enumerable.Repeat(1, options.Ports.Count).ToArray();
        foreach (var (port, weight) in options.Weights)
        {
            if (portAt(port) is >= 0 and var number) weights[number] = weight;
        }

        return new SwitchTiming { Arbitration = options.Arbitration, Weights = weights, IsFifoShared = options.Queueing == Queueing.SharedFifo };
    }

    /// <summary>What a switch promises from its upstream port to a downstream one, there and back: CDAT tells of an access, not of a message.</summary>
    public static SimTime LatencyThrough(SwitchOptions options) => options.Latency + options.Latency;

    /// <summary>When a device answers, beyond <see cref="ConstantLatencyOf"/>.</summary>
    public static DeviceTiming DeviceOf(DeviceOptions options) => new(
        MediumOf(options),
        options.QueueDepth,
        LineTimeOf(options.ReadBandwidth),
        LineTimeOf(options.WriteBandwidth),
        (options.WriteLatency ?? options.Latency) - options.Latency);

    /// <summary>The latency that reads and writes of a device have in common: its ports' delay.</summary>
    public static SimTime ConstantLatencyOf(DeviceOptions options) =>
        options.WriteLatency is { } write && write < options.Latency ? write : options.Latency;

    /// <summary>What a device promises of its memory: as long as nothing is in the way, and as much as medium and controller let through.</summary>
    public static MemoryPerformance PerformanceOf(DeviceOptions options)
    {
        var medium = RateOf(options);
        return new MemoryPerformance(
            options.Latency,
            options.WriteLatency ?? options.Latency,
            Math.Min(medium, options.ReadBandwidth?.BytesPerSecond ?? medium),
            Math.Min(medium, options.WriteBandwidth?.BytesPerSecond ?? medium));
    }

    /// <summary>For how long a line takes a server of such a bandwidth; no time where nothing is said.</summary>
    public static SimTime LineTimeOf(Bandwidth? bandwidth) =>
        bandwidth is { BytesPerSecond: > 0 and var rate } ? new SimTime((long)((UInt128)Sizes.Line * SimTime.PicosecondsPerSecond / rate)) : default;

    /// <summary>
    /// Lines in the sending port's pipeline, there and back: a credit is taken, and counts again, where the pipeline begins, so that it needs
    /// no events of its own. Requests come no faster than their lines in the long run.
    /// </summary>
    private static int InPipeline(LinkTypeOptions type, PortTiming sender)
    {
        var lineTime = Math.Max(type.Format.ClassBytes[(int)MessageClass.DataResponse] * SimTime.PicosecondsPerSecond / type.Rate, sender.ServiceTime.Picoseconds);
        return (int)Math.Min(MostInPipeline, Math.Ceiling(2 * sender.Delay.Picoseconds / lineTime));
    }

    private static MediumModel MediumOf(DeviceOptions options)
    {
        if (options.Curve.Length > 0) return new CurveMedium(CurveFile.Read(options.Curve, out _));
        if (options.Dram is not { } dram) return new FixedMedium(LineTimeOf(options.Bandwidth));
        return new DramMedium(DramTimings.Known[dram.Type], dram.Modules, dram.Ranks, dram.WriteQueue, dram.Pages == PagePolicy.Closed);
    }

    /// <summary>Bytes a second of the medium at most.</summary>
    private static ulong RateOf(DeviceOptions options)
    {
        if (options.Curve.Length > 0) return CurveFile.Read(options.Curve, out _)[^1].BytesPerSecond;
        if (options.Dram is not { } dram) return options.Bandwidth.BytesPerSecond;
        var timings = DramTimings.Known[dram.Type];
        var channels = (ulong)(dram.Modules * timings.ChannelsPerModule);
        return channels * Sizes.Line * SimTime.PicosecondsPerSecond / (ulong)timings.Burst.Picoseconds;
    }

    private static SimTime RetryTimeOf(LinkTypeOptions type) => type.RetryTime ?? type.Latency.Total + type.Latency.Total;
}
