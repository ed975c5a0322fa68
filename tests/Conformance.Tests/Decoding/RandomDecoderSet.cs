using CxlFabricSim.Actors.Randomness;

namespace CxlFabricSim.Conformance.Tests.Decoding;

/// <summary>
/// Windows and regions chosen by a seed: any number of ways, spread over window, bridge and up to two levels of switches in any order
/// of address bits, with gaps in HPA and in DPA, and devices that several regions share.
/// </summary>
internal sealed class RandomDecoderSet
{
    public const ulong Unit = 256UL << 20;

    private const ulong FirstWindow = 0x1_1000_0000;
    private const int MaxGranularity = 16384;
    private static readonly int[] AllWays = [1, 2, 3, 4, 6, 8, 12, 16];

    private readonly SeededRandom _random;
    private readonly Dictionary<string, ulong> _dpaUsed = [];
    private readonly List<RandomWindow> _windows = [];
    private readonly List<RandomRegion> _regions = [];
    private readonly int _depth;

    /// <param name="seed">All that is random follows from it.</param>
    /// <param name="granularity">That of the devices; random when zero.</param>
    /// <param name="ways">Devices of every region; random when zero.</param>
    public RandomDecoderSet(ulong seed, int granularity = 0, int ways = 0)
    {
        Seed = seed;
        _random = new SeededRandom(seed, "decoders");
        _depth = 2 + Below(3);
        var next = FirstWindow;
        for (var window = 1 + Below(3); window > 0; window--) next = AddWindow(next, granularity, ways);
    }

    public ulong Seed { get; }

    public IReadOnlyList<RandomWindow> Windows => _windows;

    /// <summary>In order of address.</summary>
    public IReadOnlyList<RandomRegion> Regions => _regions;

    public override string ToString() => $"seed {Seed}: {string.Join("; ", _regions)}";

    private ulong AddWindow(ulong start, int granularity, int ways)
    {
        var (finest, levels) = ChooseLevels(granularity, ways);
        var window = levels[0];
        var next = start;
        for (var region = 1 + Below(3); region > 0; region--)
        {
            next += (ulong)Below(3) * Unit;
            // The window is shared; what is below it may differ from one region to the next, as long as it fits beneath.
            var own = AddRegion(next, finest, [window, .. levels.Skip(1).Select(level => new DecodeLevel(level.Granularity, Choose(level.Ways, 256)))]);
            next += own.Bytes;
        }

        next += (ulong)Below(2) * Unit;
        var size = Math.Max(Unit, next - start);
        _windows.Add(new RandomWindow(start, size, window));
        return start + size;
    }

    private RandomRegion AddRegion(ulong start, int granularity, DecodeLevel[] levels)
    {
        var bytes = (ulong)(1 + Below(3)) * Unit;
        var region = new RandomRegion { Start = start, PartBytes = bytes, Granularity = granularity, Levels = levels, Parts = [.. PlacesOf(levels).Select(places => Part(levels, places, bytes))] };
        _regions.Add(region);
        return region;
    }

    private DevicePart Part(DecodeLevel[] levels, int[] places, ulong bytes)
    {
        var device = string.Join(".", levels.Select((level, depth) => level.Targets[places[depth]]));
        var skip = (ulong)Below(3) * Unit;
        var start = _dpaUsed.GetValueOrDefault(device) + skip;
        _dpaUsed[device] = start + bytes;
        return new DevicePart(device, places, start, skip);
    }

    /// <summary>
    /// Splits the ways over the levels and gives each level with more than one its own bits of the address, in any order. A factor of
    /// 3 is the window's.
    /// </summary>
    private (int Finest, DecodeLevel[] Levels) ChooseLevels(int wantedGranularity, int wantedWays)
    {
        while (true)
        {
            var ways = wantedWays > 0 ? wantedWays : AllWays[Below(AllWays.Length)];
            var finest = wantedGranularity > 0 ? wantedGranularity : 256 << Below(7);
            var factor = ways % 3 == 0 ? 3 : 1;
            var counts = new int[_depth];
            Array.Fill(counts, 1);
            for (var left = ways / factor; left > 1; left /= 2) counts[Below(counts.Length)] *= 2;
            // A decoder of a bridge or switch has 8 targets at most.
            if (counts.Skip(1).Any(count => count > 8)) continue;

            var granularities = new int[counts.Length];
            var next = finest;
            foreach (var level in Permutation(counts.Length))
            {
                // With one way the granularity says nothing, except where the factor of 3 is added.
                granularities[level] = counts[level] > 1 || (level == 0 && factor == 3) ? next : finest;
                next *= counts[level];
            }

            if (Enumerable.Range(0, counts.Length).Any(level => granularities[level] > MaxGranularity)) continue;
            counts[0] *= factor;
            return (finest, [.. counts.Select((count, level) => new DecodeLevel(granularities[level], Choose(count, level == 0 ? 16 : 256)))]);
        }
    }

    private static IEnumerable<int[]> PlacesOf(DecodeLevel[] levels)
    {
        var count = levels.Aggregate(1, (product, level) => product * level.Ways);
        for (var number = 0; number < count; number++)
        {
            var left = number;
            yield return [.. levels.Select(level =>
            {
                var place = left % level.Ways;
                left /= level.Ways;
                return place;
            })];
        }
    }

    /// <summary>Different numbers, scattered: an odd step meets each number below a power of two once.</summary>
    private byte[] Choose(int count, int from)
    {
        var (start, step) = (Below(from), 2 * Below(from / 2) + 1);
        return [.. Enumerable.Range(0, count).Select(index => (byte)((start + index * step) % from))];
    }

    private int[] Permutation(int count)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        for (var last = count - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (numbers[last], numbers[other]) = (numbers[other], numbers[last]);
        }

        return numbers;
    }

    private int Below(int limit) => (int)_random.Below((ulong)limit);
}
