using System.Numerics;
using CxlFabricSim.Devices.Timing;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>What takes time: rates above zero, counts that the models can have, one medium a device.</summary>
internal static class TimingRules
{
    private const int MostWeight = 1 << 10;
    private const int MostQueued = 1 << 16;
    private const int MostModules = 16;
    private const int MostRanks = 4;
    private const double MostBitErrors = 1e-3;

    public static void CheckLink(RuleContext context, string path, LinkTypeOptions type)
    {
        CheckRate(context, KeyPath.Join(path, "bandwidth"), type.Bandwidth);
        context.Positive(KeyPath.Join(path, "latency"), type.Latency.Total);
        if (type.Width is not (1 or 2 or 4 or 8 or 16))
            context.Findings.Add(KeyPath.Join(path, "width"), $"is {type.Width}", "1, 2, 4, 8 or 16 lanes");
        if (type.Flit.Bytes is not (0 or 68 or 256))
            context.Findings.Add(KeyPath.Join(path, "flit"), $"is {type.Flit}", "68B or 256B");
        CheckPacking(context, KeyPath.Of(path, "packing", "requests"), type.Packing.Requests);
        CheckPacking(context, KeyPath.Of(path, "packing", "noDataResponses"), type.Packing.NoDataResponses);
        CheckPacking(context, KeyPath.Of(path, "packing", "dataResponses"), type.Packing.DataResponses);
        if (type.BitErrorRate is < 0 or > MostBitErrors)
            context.Findings.Add(KeyPath.Join(path, "bitErrorRate"), $"is {type.BitErrorRate}", $"0 to {MostBitErrors}, for example 1e-12");
    }

    public static void CheckSwitch(RuleContext context, string path, SwitchOptions options)
    {
        foreach (var (port, weight) in options.Weights)
        {
            var key = KeyPath.Of(path, "weights", port);
            context.Known(key, "port", port, options.Ports, KeyPath.Join(path, "ports"));
            context.InRange(key, weight, 1, MostWeight);
        }
    }

    public static void CheckHost(RuleContext context, string path, HostOptions options)
    {
        CheckRate(context, KeyPath.Join(path, "readBandwidth"), options.ReadBandwidth);
        CheckRate(context, KeyPath.Join(path, "writeBandwidth"), options.WriteBandwidth);
    }

    public static void CheckDevice(RuleContext context, string path, DeviceOptions options)
    {
        context.Positive(KeyPath.Join(path, "latency"), options.Latency);
        if (options.WriteLatency is { } write) context.Positive(KeyPath.Join(path, "writeLatency"), write);
        context.Positive(KeyPath.Join(path, "bandwidth"), options.Bandwidth);
        CheckRate(context, KeyPath.Join(path, "readBandwidth"), options.ReadBandwidth);
        CheckRate(context, KeyPath.Join(path, "writeBandwidth"), options.WriteBandwidth);
        context.InRange(KeyPath.Join(path, "queueDepth"), options.QueueDepth, 0, MostQueued);
        if (options.Dram is { } dram) CheckDram(context, KeyPath.Join(path, "dram"), dram);
        if (options.Curve.Length == 0) return;
        var key = KeyPath.Join(path, "curve");
        if (options.Dram is not null)
            context.Findings.Add(key, "stands beside dram", "a device has one medium: leave one of the two out", KeyPath.Join(path, "dram"));
        if (context.LooksAtFiles) CheckCurve(context, key, options.Curve);
    }

    private static void CheckDram(RuleContext context, string path, DramOptions dram)
    {
        context.Known(KeyPath.Join(path, "type"), "kind of DRAM", dram.Type, DramTimings.Known.Keys, path);
        CheckPower(context, KeyPath.Join(path, "modules"), dram.Modules, MostModules);
        CheckPower(context, KeyPath.Join(path, "ranks"), dram.Ranks, MostRanks);
        context.InRange(KeyPath.Join(path, "writeQueue"), dram.WriteQueue, 2, MostQueued);
    }

    private static void CheckCurve(RuleContext context, string key, string path)
    {
        try
        {
            CurveFile.Read(path, out var mistake);
            if (mistake is not null)
                context.Findings.Add(key, mistake, "a line for each point, bandwidth in GB/s and latency in ns, by rising bandwidth, for example 12.5,260");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            context.Findings.Add(key, $"\"{path}\" cannot be read: {problem.Message}", "a CSV file that is there");
        }
    }

    private static void CheckRate(RuleContext context, string path, Bandwidth? bandwidth)
    {
        if (bandwidth is { } rate) context.Positive(path, rate);
    }

    private static void CheckPacking(RuleContext context, string path, double? headers)
    {
        if (headers is not (null or (>= 1 and <= 4))) context.Findings.Add(path, $"is {headers}", "1 to 4 headers a slot");
    }

    private static void CheckPower(RuleContext context, string path, int number, int most)
    {
        if (number < 1 || number > most || !BitOperations.IsPow2(number)) context.Findings.Add(path, $"is {number}", $"a power of two up to {most}");
    }
}
