using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CxlFabricSim.Actors.Statistics;

/// <summary>
/// A distribution of durations in picoseconds: count, sum, minimum and maximum exactly, the shape in log-linear buckets
/// (64 to each power of two, so a bucket is at most 1/64 of its value wide). Integers only, so merging in any grouping
/// gives the same state.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBucketBits = 6;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int MostLatest = 32;

    // Grows to the largest value so far: a large fabric has thousands of these.
    private long[] _buckets = [];
    private long _count;
    private long _sum;
    private long _minimum = long.MaxValue;
    private long _maximum;

    // Recorded, and in no bucket yet: one by one, each bucket would be a line that the processor's cache does not hold, and wait for it.
    private long[] _latest = [];
    private int _latestCount;

    public long Count => _count + _latestCount;

    public long Sum
    {
        get
        {
            Distribute();
            return _sum;
        }
    }

    /// <summary>Zero when nothing was recorded.</summary>
    public long Minimum
    {
        get
        {
            Distribute();
            return _count == 0 ? 0 : _minimum;
        }
    }

    public long Maximum
    {
        get
        {
            Distribute();
            return _maximum;
        }
    }

    /// <summary>Rounded down; zero when nothing was recorded.</summary>
    public long Mean => Count == 0 ? 0 : Sum / Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(long picoseconds)
    {
        Debug.Assert(picoseconds >= 0);
        if (_latestCount == _latest.Length) DistributeAndMakeRoom();
        _latest[_latestCount++] = picoseconds;
    }

    /// <summary>So many durations of no time.</summary>
    public void RecordZeros(long count) => RecordMany(0, count);

    /// <summary>So many durations that are the same.</summary>
    public void RecordMany(long picoseconds, long count)
    {
        if (count == 0) return;
        var bucket = BucketOf(picoseconds);
        MakeRoom(bucket);
        _buckets[bucket] += count;
        _count += count;
        _sum += picoseconds * count;
        _minimum = Math.Min(_minimum, picoseconds);
        _maximum = Math.Max(_maximum, picoseconds);
    }

    /// <summary>Durations together: faster than one by one where they are many, and where their histogram is not in the processor's cache.</summary>
    public void Record(ReadOnlySpan<long> durations)
    {
        if (durations.IsEmpty) return;
        var (minimum, maximum, sum) = (_minimum, _maximum, 0L);
        foreach (var duration in durations)
        {
            minimum = Math.Min(minimum, duration);
            maximum = Math.Max(maximum, duration);
            sum += duration;
        }

        (_minimum, _maximum) = (minimum, maximum);
        _sum += sum;
        _count += durations.Length;
        MakeRoom(BucketOf(maximum));
        var buckets = _buckets;
        foreach (var duration in durations) buckets[BucketOf(duration)]++;
    }

    public void Merge(LatencyHistogram other)
    {
        other.Distribute();
        if (other.Count == 0) return;
        MakeRoom(other._buckets.Length - 1);
        for (var bucket = 0; bucket < other._buckets.Length; bucket++) _buckets[bucket] += other._buckets[bucket];
        _count += other._count;
        _sum += other._sum;
        _minimum = Math.Min(_minimum, other._minimum);
        _maximum = Math.Max(_maximum, other._maximum);
    }

    /// <summary>
    /// The value that <paramref name="percent"/> (0 to 100) of the samples do not exceed, interpolated inside its bucket;
    /// zero when nothing was recorded.
    /// </summary>
    public long Percentile(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        Distribute();
        if (Count == 0) return 0;

        var rank = Math.Clamp((long)Math.Ceiling(percent * Count / 100), 1, Count);
        if (rank == 1) return _minimum;
        if (rank == Count) return _maximum;
        var below = 0L;
        var bucket = 0;
        while (below + _buckets[bucket] < rank) below += _buckets[bucket++];
        return Math.Clamp(Interpolate(bucket, rank - below), _minimum, _maximum);
    }

    /// <summary>The samples of a bucket are taken as evenly spread over it.</summary>
    private long Interpolate(int bucket, long rankInBucket)
    {
        var width = WidthOf(bucket);
        var share = (rankInBucket - 0.5) / _buckets[bucket];
        return LowestOf(bucket) + Math.Min((long)(width * share), width - 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DistributeAndMakeRoom()
    {
        if (_latest.Length == 0) _latest = new long[MostLatest];
        Distribute();
    }

    private void Distribute()
    {
        if (_latestCount == 0) return;
        Record(_latest.AsSpan(0, _latestCount));
        _latestCount = 0;
    }

    // To the end of a power of two's buckets.
    private void MakeRoom(int bucket)
    {
        if (bucket >= _buckets.Length) Array.Resize(ref _buckets, (bucket / SubBuckets + 1) * SubBuckets);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BucketOf(long value)
    {
        // Below 128 every value has its own bucket: shift 0.
        var shift = BitOperations.Log2((ulong)value | SubBuckets) - SubBucketBits;
        return (shift << SubBucketBits) + (int)(value >> shift);
    }

    private static int ShiftOf(int bucket) => Math.Max(0, (bucket >> SubBucketBits) - 1);

    private static long WidthOf(int bucket) => 1L << ShiftOf(bucket);

    private static long LowestOf(int bucket) => (long)(bucket - (ShiftOf(bucket) << SubBucketBits)) << ShiftOf(bucket);
}
