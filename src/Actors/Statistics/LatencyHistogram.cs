using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    private const int MostLatest = 128;

    // Of a double: an integer below has one of its own.
    private const long InexactAsDouble = 1L << 53;
    private const int FractionBits = 52;
    private const int ExponentBias = 1023;
    private const long BucketsBelowOne = (ExponentBias + SubBucketBits - 1) << SubBucketBits;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Record(ReadOnlySpan<long> durations)
    {
        if (durations.IsEmpty) return;
        ref var first = ref MemoryMarshal.GetReference(durations);
        var whole = durations.Length - durations.Length % Vector512<long>.Count;
        var (lowest, highest, total) = (Vector512.Create(_minimum), Vector512.Create(_maximum), Vector512<long>.Zero);
        for (var at = 0; at < whole; at += Vector512<long>.Count)
        {
            var some = Vector512.LoadUnsafe(ref first, (nuint)at);
            (lowest, highest, total) = (Vector512.Min(lowest, some), Vector512.Max(highest, some), total + some);
        }

        var (minimum, maximum, sum) = (_minimum, _maximum, Vector512.Sum(total));
        Span<long> lanes = stackalloc long[Vector512<long>.Count];
        lowest.CopyTo(lanes);
        foreach (var lane in lanes) minimum = Math.Min(minimum, lane);
        highest.CopyTo(lanes);
        foreach (var lane in lanes) maximum = Math.Max(maximum, lane);
        foreach (var duration in durations[whole..])
        {
            sum += duration;
            minimum = Math.Min(minimum, duration);
            maximum = Math.Max(maximum, duration);
        }

        (_minimum, _maximum) = (minimum, maximum);
        _sum += sum;
        _count += durations.Length;
        MakeRoom(BucketOf(maximum));
        if (maximum >= InexactAsDouble) whole = 0;
        ref var buckets = ref MemoryMarshal.GetArrayDataReference(_buckets);
        for (var at = 0; at < whole; at += Vector512<long>.Count)
        {
            var some = BucketsOf(Vector512.LoadUnsafe(ref first, (nuint)at));
            some.CopyTo(lanes);
            Unsafe.Add(ref buckets, (nint)lanes[0])++;
            Unsafe.Add(ref buckets, (nint)lanes[1])++;
            Unsafe.Add(ref buckets, (nint)lanes[2])++;
            Unsafe.Add(ref buckets, (nint)lanes[3])++;
            Unsafe.Add(ref buckets, (nint)lanes[4])++;
            Unsafe.Add(ref buckets, (nint)lanes[5])++;
            Unsafe.Add(ref buckets, (nint)lanes[6])++;
            Unsafe.Add(ref buckets, (nint)lanes[7])++;
        }

        foreach (var duration in durations[whole..]) Unsafe.Add(ref buckets, BucketOf(duration))++;
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

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void DistributeAndMakeRoom()
    {
        if (_latest.Length == 0) _latest = new long[MostLatest];
        Distribute();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>
    /// From 64 on, the exponent of a floating-point number and what stands at the beginning of its fraction count buckets as
    /// <see cref="BucketOf"/> does.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> BucketsOf(Vector512<long> values)
    {
        var buckets = (Vector512.ConvertToDouble(values).AsInt64() >> (FractionBits - SubBucketBits)) - Vector512.Create(BucketsBelowOne);
        return Vector512.ConditionalSelect(Vector512.LessThan(values, Vector512.Create((long)SubBuckets)), values, buckets);
    }

    private static int ShiftOf(int bucket) => Math.Max(0, (bucket >> SubBucketBits) - 1);

    private static long WidthOf(int bucket) => 1L << ShiftOf(bucket);

    private static long LowestOf(int bucket) => (long)(bucket - (ShiftOf(bucket) << SubBucketBits)) << ShiftOf(bucket);
}
