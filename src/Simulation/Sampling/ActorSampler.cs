using System.Diagnostics;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Simulation.Sampling;

/// <summary>
/// Samples of what one actor owns, at every multiple of an interval. All that is kept are sums since the beginning, so that merging two
/// neighbours is to forget the first: when there are too many, every other one goes and the interval doubles. What comes out depends on the
/// times alone, and so is the same for all actors of a run and on any threads.
/// </summary>
internal sealed class ActorSampler
{
    /// <summary>Samples kept at most: 32 KiB for each probe.</summary>
    public const int MostSamples = 4096;

    private readonly Probe[] _probes;
    private readonly List<long>[] _sums;
    private readonly SimTime _shortest;

    public ActorSampler(IReadOnlyList<Probe> probes, SimTime interval)
    {
        _probes = [.. probes];
        _sums = [.. probes.Select(_ => new List<long>())];
        Interval = _shortest = interval;
    }

    public IReadOnlyList<Probe> Probes => _probes;

    /// <summary>From one sample kept to the next.</summary>
    public SimTime Interval { get; private set; }

    /// <summary>Samples kept.</summary>
    public int Count => _sums[0].Count;

    /// <summary>Takes the sample that is due; returns when the next one is.</summary>
    public SimTime Take(SimTime time)
    {
        if (Count == MostSamples) Merge();
        var isDue = time.Picoseconds % Interval.Picoseconds == 0;
        if (isDue)
        {
            Debug.Assert(time.Picoseconds == (Count + 1) * Interval.Picoseconds, "samples are taken in order, and none is left out");
            for (var probe = 0; probe < _probes.Length; probe++) _sums[probe].Add(Read(probe, time));
        }

        return new SimTime(time.Picoseconds - time.Picoseconds % Interval.Picoseconds + Interval.Picoseconds);
    }

    /// <summary>Forgets what was seen after a time, and merges until the interval is at least so long.</summary>
    public void TrimTo(SimTime end, SimTime interval)
    {
        while (Interval < interval) Merge();
        foreach (var sums in _sums)
        {
            var kept = (int)(end.Picoseconds / Interval.Picoseconds);
            if (sums.Count > kept) sums.RemoveRange(kept, sums.Count - kept);
        }
    }

    /// <summary>
    /// What a probe saw in each interval up to the end of the run, the last one as short as it may be. What happened at the very end is
    /// part of it.
    /// </summary>
    /// <param name="probe">Its number.</param>
    /// <param name="end">When the run ended; its state is that of now.</param>
    public IReadOnlyList<decimal> ValuesOf(int probe, SimTime end)
    {
        var (kind, sums) = (_probes[probe].Kind, _sums[probe]);
        var values = new List<decimal>();
        for (var sample = 0; sample < sums.Count; sample++)
        {
            var sum = kind != ProbeKind.Level && IsAt(sample, end) ? Math.Max(LastSum(probe), _probes[probe].Read(end)) : sums[sample];
            var earlier = sample == 0 ? 0 : sums[sample - 1];
            values.Add(kind == ProbeKind.Level ? (sum - earlier) / (decimal)(Interval.Picoseconds / _shortest.Picoseconds) : InKind(kind, sum - earlier, Interval));
        }

        var rest = new SimTime(end.Picoseconds - sums.Count * Interval.Picoseconds);
        if (rest <= SimTime.Zero) return values;
        var now = _probes[probe].Read(end);
        values.Add(kind == ProbeKind.Level ? now : InKind(kind, Math.Max(0, now - LastSum(probe)), rest));
        return values;
    }

    private static decimal InKind(ProbeKind kind, long sum, SimTime interval) => kind switch
    {
        ProbeKind.Busy => Math.Min(1, (decimal)sum / interval.Picoseconds),
        ProbeKind.Rate => sum * (decimal)SimTime.PicosecondsPerSecond / interval.Picoseconds,
        _ => sum,
    };

    private bool IsAt(int sample, SimTime end) => (sample + 1) * Interval.Picoseconds == end.Picoseconds;

    private long LastSum(int probe) => _sums[probe].Count == 0 ? 0 : _sums[probe][^1];

    // A level weighs as long as it is taken for; a sum never falls, though a line may have promised more than it came to.
    private long Read(int probe, SimTime time)
    {
        var read = _probes[probe].Read(time);
        return _probes[probe].Kind == ProbeKind.Level
            ? LastSum(probe) + read * (Interval.Picoseconds / _shortest.Picoseconds)
            : Math.Max(LastSum(probe), read);
    }

    private void Merge()
    {
        foreach (var sums in _sums)
        {
            for (var pair = 0; pair < sums.Count / 2; pair++) sums[pair] = sums[2 * pair + 1];
            sums.RemoveRange(sums.Count / 2, sums.Count - sums.Count / 2);
        }

        Interval = new SimTime(checked(2 * Interval.Picoseconds));
    }
}
