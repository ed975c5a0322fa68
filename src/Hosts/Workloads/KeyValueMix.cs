using CxlFabricSim.Actors.Randomness;

namespace CxlFabricSim.Hosts.Workloads;

/// <summary>
/// Chooses the next operation of a key-value mix and the records it touches. Records lie one behind the other in the order in
/// which they were inserted; when the space is full, an insert takes the place of the oldest.
/// </summary>
internal sealed class KeyValueMix
{
    // YCSB's maxscanlength; lengths are uniform.
    private const ulong LongestScan = 100;

    private readonly KeyValueSettings _settings;
    private readonly ulong[] _thresholds;
    private readonly AddressPattern _hot;
    private readonly ZipfSampler _ranks;
    private readonly bool _inserts;
    private ulong _count;
    private ulong _live;

    public KeyValueMix(KeyValueSettings settings, ulong salt)
    {
        _settings = settings;
        var sum = 0.0;
        _thresholds = [.. settings.Shares.Select(share => (sum += share) >= 1 - 1e-12 ? ulong.MaxValue : (ulong)(sum * (1UL << 53)) << 11)];
        _inserts = settings.Shares[(int)OperationKind.Insert] > 0;
        _hot = new AddressPattern(AddressPatternKind.Zipf, skew: settings.Skew, salt: salt);
        _ranks = new ZipfSampler(settings.Skew);
    }

    /// <summary>Records there are, with those whose place was taken again.</summary>
    public ulong Count => _count;

    /// <summary>The operation, the first record's place, below <paramref name="slots"/>, and how many follow one another from there.</summary>
    public (OperationKind Kind, ulong First, int Records) Next(ulong slots, SeededRandom random)
    {
        if (_count == 0) _count = Math.Min(_settings.Records > 0 ? _settings.Records : Math.Max(1, _inserts ? slots / 2 : slots), slots);
        var kind = KindOf(random.Next());
        if (kind == OperationKind.Insert) return (kind, _count++ % slots, 1);
        var key = Choose(Math.Min(_count, slots), random);
        var first = key % slots;
        if (kind != OperationKind.Scan) return (kind, first, 1);
        var longest = Math.Min(Math.Min(LongestScan, slots - first), _count - key);
        return (kind, first, (int)(1 + random.Below(longest)));
    }

    private OperationKind KindOf(ulong drawn)
    {
        var kind = 0;
        while (drawn >= _thresholds[kind] && _thresholds[kind] != ulong.MaxValue) kind++;
        return (OperationKind)kind;
    }

    private ulong Choose(ulong live, SeededRandom random)
    {
        var oldest = _count - live;
        if (_settings.Distribution == KeyDistribution.Uniform) return oldest + random.Below(live);
        if (_settings.Distribution == KeyDistribution.Zipf) return oldest + _hot.Next(live, random);
        if (live != _live) _ranks.Resize(_live = live);
        return _count - _ranks.Next(random);
    }
}
