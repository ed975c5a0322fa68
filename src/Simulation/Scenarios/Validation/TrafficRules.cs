using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Scenarios.Loading;

namespace CxlFabricSim.Simulation.Scenarios.Validation;

/// <summary>Pace and mix of a stream or of a phase of it.</summary>
internal static class TrafficRules
{
    // An access in less than a picosecond is no rate that virtual time can keep.
    private const ulong FastestRate = SimTime.PicosecondsPerSecond;

    public static void Check(RuleContext context, string path, StreamOptions stream)
    {
        CheckKeyValue(context, path, stream);
        var rate = KeyPath.Join(path, "rate");
        if (stream.Rate is { } wanted)
        {
            if (wanted.PerSecond == 0) context.Findings.Add(rate, "is zero", "accesses or bytes per second, for example 50M/s or 10GB/s");
            else if (wanted.PerSecond / (wanted.IsBytes ? Math.Max(stream.UnitSize.Bytes, 1) : 1) > FastestRate)
                context.Findings.Add(rate, "is more than an access in a picosecond", "at most 1000G/s");
            if (stream.Delay > SimTime.Zero)
                context.Findings.Add(rate, "stands beside a delay", "one of the two: a rate waits for no completion, a delay begins at one");
        }

        if (stream is { Arrivals: Arrivals.Poisson, Rate: null })
            context.Findings.Add(KeyPath.Join(path, "arrivals"), "has no rate", "rate: 50M/s or rate: 10GB/s beside it");

        if (stream.Burst is not { } burst) return;
        context.InRange(KeyPath.Of(path, "burst", "length"), burst.Length, 1, int.MaxValue);
        context.Positive(KeyPath.Of(path, "burst", "gap"), burst.Gap);
    }

    private static void CheckKeyValue(RuleContext context, string path, StreamOptions stream)
    {
        if (stream.Pattern != AccessPattern.Ycsb) return;
        if (stream.Workload is null && stream.Phases.Count == 0)
            context.Findings.Add(KeyPath.Join(path, "workload"), "is missing for the pattern ycsb", "a, b, c, d, e or f");
        var size = KeyPath.Join(path, "recordSize");
        if (stream.RecordSize.Bytes is 0 or > Limits.LongestAccess)
            context.Findings.Add(size, $"is {stream.RecordSize}", "64B to 1MiB, a multiple of 64B");
        else context.Multiple(size, stream.RecordSize, Sizes.Line, "a line");
        if (stream.Records is < 1) context.Findings.Add(KeyPath.Join(path, "records"), $"is {stream.Records}", "at least 1");
        if (stream.Mix is not null)
            context.Findings.Add(KeyPath.Join(path, "mix"), "stands beside the pattern ycsb", "leave it out: the workload says what is read and written");
    }
}
