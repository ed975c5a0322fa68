using CxlFabricSim.Actors.Randomness;

namespace CxlFabricSim.Actors.Tests.Randomness;

/// <summary>Scenarios are reproduced from seed and name alone: these numbers may never change.</summary>
public sealed class SeededRandomTests
{
    // Computed by a separate program from the published description of xoshiro256** and SplitMix64.
    [Theory]
    [InlineData(0, "host0", 0x32F3FB33716E4968, 0x85230A5ED9523420, 0xE8A95452B5EAC3BA, 0x443DD3C28ABF178D)]
    [InlineData(1, "host0", 0x4292EC320A0AE099, 0x8DB0BA44C0CD7E34, 0x17B606DF3E5625E5, 0x602D34841E0EA361)]
    [InlineData(1, "host1", 0x256797FFAFC0048A, 0xB74A0666EBE82084, 0x3FDF1D192787BFA8, 0xA8B7BB53717CC7D0)]
    public void Numbers_follow_from_seed_and_name(ulong seed, string name, ulong first, ulong second, ulong third, ulong fourth)
    {
        var random = new SeededRandom(seed, name);

        Assert.Equal([first, second, third, fourth], new[] { random.Next(), random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Numbers_below_a_hundred_and_units_are_golden()
    {
        var (below, units) = (new SeededRandom(42, "dcd0"), new SeededRandom(42, "dcd0"));

        Assert.Equal([31UL, 41, 80, 29, 94, 9], Enumerable.Range(0, 6).Select(_ => below.Below(100)));
        Assert.Equal([0.3198212165640065, 0.41737359473326374, 0.8017553962468847], Enumerable.Range(0, 3).Select(_ => units.NextUnit()));
    }

    [Fact]
    public void Numbers_below_a_bound_reach_all_of_them_and_no_more()
    {
        var random = new SeededRandom(7, "host0");

        var found = Enumerable.Range(0, 1_000).Select(_ => random.Below(10)).ToHashSet();

        Assert.Equal(Enumerable.Range(0, 10).Select(value => (ulong)value), found.Order());
        Assert.Equal(0UL, random.Below(1));
    }

    [Fact]
    public void Units_lie_between_zero_and_one()
    {
        var random = new SeededRandom(7, "host0");
        var units = Enumerable.Range(0, 10_000).Select(_ => random.NextUnit()).ToList();

        Assert.All(units, unit => Assert.InRange(unit, 0, 1 - double.Epsilon));
        Assert.InRange(units.Average(), 0.48, 0.52);
    }
}
