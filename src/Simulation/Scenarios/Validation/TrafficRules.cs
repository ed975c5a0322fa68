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
        var rate = KeyPath.Join(path, "rate");
        if (stream.Rate is { } wanted)
        {
            if (wanted.PerSecond == 0) context.Findings.Add(rate, "is zero", "accesses or bytes per second, for example 50M/s or 10GB/s");
            else if (wanted.PerSecond / (wanted.IsBytes ? Math.Max(stream.Size.Bytes, 1) : 1) > FastestRate)
                context.Findings.Add(rate, "is more than an access in a picosecond", "at most 1000G/s");
            if (stream.Delay > SimTime.Zero)
                context.Findings.Add(rate, "stands beside a delay", "one of the two: a rate waits for no completion, a delay begins at one");
        }

        if (stream.Burst is not { } burst) return;
        context.InRange(KeyPath.Of(path, "burst", "length"), burst.Length, 1, int.MaxValue);
        context.Positive(KeyPath.Of(path, "burst", "gap"), burst.Gap);
    }
}
