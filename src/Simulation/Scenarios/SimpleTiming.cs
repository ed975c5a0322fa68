using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Scenarios;

/// <summary>
/// The simple timing model: constant latencies, serial servers for links and media, credits. No flits, queues of devices, banks or errors, and
/// no account of where time goes. What the full one costs is measured against it.
/// </summary>
public static class SimpleTiming
{
    /// <summary>A scenario with the same fabric, traffic, latencies and bandwidths in the simple model.</summary>
    public static Scenario Of(Scenario scenario) => scenario with
    {
        Breakdown = false,
        LinkTypes = Each(scenario.LinkTypes, type => type with { Bandwidth = new Bandwidth(type.Rate), Generation = LinkGeneration.None, Flit = default, BitErrorRate = 0 }),
        Hosts = Each(scenario.Hosts, host => host with { ReadBandwidth = null, WriteBandwidth = null }),
        Switches = Each(scenario.Switches, @switch => @switch with
        {
            ServiceTime = SimTime.Zero,
            Arbitration = Arbitration.RoundRobin,
            Weights = new Dictionary<string, int>(),
            Queueing = Queueing.PerOutput,
        }),
        Devices = Each(scenario.Devices, device => device with
        {
            Bandwidth = device.Dram is { } dram ? PeakOf(dram) : device.Bandwidth,
            Dram = null,
            Curve = "",
            QueueDepth = 0,
            ReadBandwidth = null,
            WriteBandwidth = null,
            WriteLatency = null,
        }),
    };

    private static Bandwidth PeakOf(DramOptions dram)
    {
        var timings = DramTimings.Known[dram.Type];
        return new Bandwidth((ulong)((Int128)Sizes.Line * timings.ChannelsPerModule * dram.Modules * SimTime.PicosecondsPerSecond / timings.Burst.Picoseconds));
    }

    private static SortedDictionary<string, T> Each<T>(IReadOnlyDictionary<string, T> parts, Func<T, T> simplify) =>
        new(parts.ToDictionary(part => part.Key, part => simplify(part.Value)), StringComparer.Ordinal);
}
