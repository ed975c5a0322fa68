using CxlFabricSim.Actors.Randomness;

namespace CxlFabricSim.Conformance.Tests.Decoding;

/// <summary>
/// The decode over window, bridge, switches and device against an inverse of its own: every HPA of a region maps to exactly one
/// device and DPA, and back. A failure names the seed of its decoder set.
/// </summary>
public sealed class MultiLevelDecodeTests
{
    private const int Sets = 3_000;
    private const int RandomLooks = 24;

    [Fact]
    public void Addresses_of_random_decoder_sets_go_to_one_device_and_back()
    {
        for (var seed = 1UL; seed <= Sets; seed++)
        {
            var set = new RandomDecoderSet(seed);
            var decode = new DecodeUnderTest(set);
            var random = new SeededRandom(seed, "looks");
            foreach (var region in set.Regions)
            {
                AssertThereAndBack(set, region, decode, random);
                AssertBackAndThere(set, region, decode, random);
                AssertEnds(set, region, decode);
            }
        }
    }

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(2, 16384)]
    [InlineData(3, 4096)]
    [InlineData(3, 16384)]
    [InlineData(4, 8192)]
    [InlineData(6, 4096)]
    [InlineData(6, 16384)]
    [InlineData(8, 4096)]
    [InlineData(12, 8192)]
    [InlineData(12, 4096)]
    [InlineData(16, 4096)]
    public void Every_granule_of_a_region_fills_one_granule_of_one_device_until_all_are_full(int ways, int granularity)
    {
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var set = new RandomDecoderSet(seed, granularity, ways);
            var decode = new DecodeUnderTest(set);
            var region = set.Regions[^1];
            var granules = (int)(region.PartBytes / (ulong)granularity);
            var hits = region.Parts.ToDictionary(part => part.Device, part => (part.Start, Seen: new bool[granules]));

            for (var hpa = region.Start; hpa < region.Start + region.Bytes; hpa += (ulong)granularity)
            {
                var (device, dpa) = decode.Decode(hpa) ?? throw new InvalidOperationException($"{set}: nobody claims 0x{hpa:x}");
                var (start, seen) = hits[device];
                var granule = (dpa - start) / (ulong)granularity;
                if ((dpa - start) % (ulong)granularity != 0 || granule >= (ulong)granules || seen[granule]) Assert.Fail($"{set}: 0x{hpa:x} goes to 0x{dpa:x} of {device}");
                seen[granule] = true;
            }

            // As many granules as the devices have, and none hit twice: all are hit.
            Assert.Equal((ulong)granules * (ulong)ways, region.Bytes / (ulong)granularity);
        }
    }

    [Fact]
    public void Random_sets_cover_what_there_is()
    {
        var sets = Enumerable.Range(1, Sets).Select(seed => new RandomDecoderSet((ulong)seed)).ToList();
        var regions = sets.SelectMany(set => set.Regions).ToList();

        Assert.Equal([1, 2, 3, 4, 6, 8, 12, 16], regions.Select(region => region.Ways).Distinct().Order());
        Assert.Equal([256, 512, 1024, 2048, 4096, 8192, 16384], regions.Select(region => region.Granularity).Distinct().Order());
        Assert.Equal([2, 3, 4], regions.Select(region => region.Levels.Count).Distinct().Order());
        Assert.Equal([1, 2, 3, 4, 6, 8, 12, 16], regions.Select(region => region.Levels[0].Ways).Distinct().Order());
        Assert.Equal([1, 2, 4, 8], regions.Select(region => region.Levels[1].Ways).Distinct().Order());
        Assert.Contains(regions, region => region.Levels[0].Ways > 1 && region.Levels[0].Granularity > region.Granularity);
        Assert.Contains(regions, region => region.Levels[0].Ways % 3 == 0 && region.Levels[0].Granularity > region.Granularity);
        Assert.Contains(regions, region => region.Levels.Skip(1).Count(level => level.Ways > 1) == 3);
        Assert.Contains(regions, region => region.Parts.Any(part => part.Skip > 0));
        Assert.Contains(sets, set => set.Regions.SelectMany(region => region.Parts).GroupBy(part => part.Device).Any(parts => parts.Count() > 1));
    }

    private static void AssertThereAndBack(RandomDecoderSet set, RandomRegion region, DecodeUnderTest decode, SeededRandom random)
    {
        var rounds = region.PartBytes / (ulong)region.Granularity;
        for (var look = 0; look < RandomLooks + 4 * region.Ways; look++)
        {
            // First and last round whole, at the first and last byte of each granule; anywhere else at random.
            var granule = look < 4 * region.Ways
                ? (ulong)(look % region.Ways) + (look < 2 * region.Ways ? 0 : (rounds - 1) * (ulong)region.Ways)
                : random.Below(rounds * (ulong)region.Ways);
            var inside = look < 4 * region.Ways ? (look / region.Ways % 2 == 0 ? 0 : (ulong)region.Granularity - 1) : random.Below((ulong)region.Granularity);
            var hpa = region.Start + granule * (ulong)region.Granularity + inside;

            var found = decode.Decode(hpa);
            var part = found is { } place ? region.Parts.FirstOrDefault(part => part.Device == place.Device && place.Dpa - part.Start < region.PartBytes) : null;
            if (part == null) Assert.Fail($"{set}: 0x{hpa:x} of {region} goes to {found?.ToString() ?? "nobody"}, which is not its");
            var back = InverseDecode.HpaOf(region, part, found!.Value.Dpa);
            if (back != hpa) Assert.Fail($"{set}: 0x{hpa:x} of {region} goes to 0x{found.Value.Dpa:x} of {part.Device}, which is reached from 0x{back:x}");
        }
    }

    private static void AssertBackAndThere(RandomDecoderSet set, RandomRegion region, DecodeUnderTest decode, SeededRandom random)
    {
        foreach (var part in region.Parts)
        {
            foreach (var offset in new[] { 0UL, region.PartBytes - 1, random.Below(region.PartBytes), random.Below(region.PartBytes) })
            {
                var dpa = part.Start + offset;
                var hpa = InverseDecode.HpaOf(region, part, dpa);
                var found = decode.Decode(hpa);
                if (hpa - region.Start >= region.Bytes || found != (part.Device, dpa))
                    Assert.Fail($"{set}: 0x{dpa:x} of {part.Device} in {region} is reached from 0x{hpa:x}, which goes to {found?.ToString() ?? "nobody"}");
            }
        }
    }

    private static void AssertEnds(RandomDecoderSet set, RandomRegion region, DecodeUnderTest decode)
    {
        foreach (var hpa in new[] { region.Start - 1, region.Start + region.Bytes })
        {
            var isOfAnother = set.Regions.Any(other => hpa - other.Start < other.Bytes);
            if (isOfAnother != (decode.Decode(hpa) != null)) Assert.Fail($"{set}: 0x{hpa:x} beside {region} is {(isOfAnother ? "not " : "")}claimed");
        }
    }
}
