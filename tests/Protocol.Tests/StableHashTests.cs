namespace CxlFabricSim.Protocol.Tests;

/// <summary>Golden values were computed apart from the code: another value would change every seed and every digest.</summary>
public sealed class StableHashTests
{
    [Theory]
    [InlineData(0, 0, 0, 0x2d7f3f6b1a9380b4)]
    [InlineData(1, 2, 3, 0xb3f6f0aea59f2f7a)]
    [InlineData(0, 1, 0, 0xd0976cf697de6fff)]
    [InlineData(0, 0, 1, 0xb3a4b1a2995e04a0)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0xd280c094e56c7f4b)]
    public void Folding_gives_the_same_value_for_ever(ulong hash, ulong first, ulong second, ulong expected)
    {
        Assert.Equal(expected, StableHash.Fold(hash, first, second));
    }

    [Theory]
    [InlineData("", 0x2d7f3f6b1a9380b4)]
    [InlineData("host0", 0xda4198b843ce3807)]
    [InlineData("host1", 0xa1771882cc430275)]
    [InlineData("/fabric/devices/dcd0", 0x1d074a3ed712f845)]
    public void The_hash_of_a_name_is_the_same_for_ever(string text, ulong expected)
    {
        Assert.Equal(expected, StableHash.OfText(text));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0x5692161d100b05e5)]
    [InlineData(0x9E3779B97F4A7C15, 0xe220a8397b1dcdaf)] // the first output of SplitMix64 seeded with 0
    [InlineData(ulong.MaxValue, 0xb4d055fcf2cbbd7b)]
    public void Mixing_is_that_of_SplitMix64(ulong value, ulong expected)
    {
        Assert.Equal(expected, StableHash.Mix(value));
    }

    [Fact]
    public void Every_input_bit_changes_about_half_of_the_output()
    {
        for (var bit = 0; bit < 64; bit++)
        {
            var changed = 0;
            for (ulong value = 0; value < 100; value++)
            {
                var other = value ^ 1UL << bit;
                changed += (int)ulong.PopCount(StableHash.Fold(7, value, 9) ^ StableHash.Fold(7, other, 9));
                changed += (int)ulong.PopCount(StableHash.Fold(7, 9, value) ^ StableHash.Fold(7, 9, other));
                changed += (int)ulong.PopCount(StableHash.Fold(value, 7, 9) ^ StableHash.Fold(other, 7, 9));
            }
            Assert.InRange(changed / 300.0, 24, 40);
        }
    }
}
