using System.Globalization;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Scenarios;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("1e-12", 1e-12)]
    [InlineData("2.5E-6", 2.5e-6)]
    [InlineData("0.00001", 1e-5)]
    [InlineData("0", 0)]
    public void Numbers_may_have_an_exponent_of_either_sign(string text, double rate) =>
        Assert.Equal(rate, ScenarioText.LoadRight(ScenarioText.SmallWith("latency: 20ns", $"latency: 20ns, bitErrorRate: {text}")).LinkTypes["fast"].BitErrorRate);

    [Theory]
    [InlineData("1e-")]
    [InlineData("1e")]
    [InlineData("1-3")]
    [InlineData("1e-6e-6")]
    public void What_is_no_number_is_told(string text) =>
        Assert.Contains("is not a number", ScenarioText.OnlyMistake(ScenarioText.SmallWith("latency: 20ns", $"latency: 20ns, bitErrorRate: {text}")).Found, StringComparison.Ordinal);

    [Theory]
    [InlineData("2048B", 2048)]
    [InlineData("4KiB", 4096)]
    [InlineData("1MiB", 1 << 20)]
    [InlineData("0.5MiB", 1 << 19)]
    [InlineData("4kB", 4000)]
    [InlineData("0x40 B", 64)]
    [InlineData("1_024 B", 1024)]
    public void Sizes_count_in_their_units(string text, ulong bytes) =>
        Assert.Equal(bytes, ScenarioText.Load(ScenarioText.Small, $"hosts:host0:streams:s0:stride={text}").Scenario!.Hosts["host0"].Streams["s0"].Stride.Bytes);

    [Theory]
    [InlineData("1500ps", 1_500)]
    [InlineData("2.5ns", 2_500)]
    [InlineData("3us", 3_000_000)]
    [InlineData("1ms", 1_000_000_000)]
    [InlineData("2s", 2_000_000_000_000)]
    public void Times_count_in_their_units(string text, long picoseconds) =>
        Assert.Equal(picoseconds, ScenarioText.LoadRight(ScenarioText.Small, $"duration={text}").Duration!.Value.Picoseconds);

    [Theory]
    [InlineData("1MB/s", 1_000_000)]
    [InlineData("2GB/s", 2_000_000_000)]
    [InlineData("1MiB/s", 1 << 20)]
    [InlineData("1GiB/s", 1 << 30)]
    [InlineData("8Gb/s", 1_000_000_000)]
    public void Bandwidths_count_in_their_units(string text, ulong bytesPerSecond) =>
        Assert.Equal(bytesPerSecond, ScenarioText.LoadRight(ScenarioText.Small, $"linkTypes:fast:bandwidth={text}").LinkTypes["fast"].Bandwidth!.Value.BytesPerSecond);

    [Theory]
    [InlineData("70%", 0.7)]
    [InlineData("0.7", 0.7)]
    [InlineData("0", 0)]
    [InlineData("100%", 1)]
    public void Shares_are_percentages_or_fractions(string text, double share) =>
        Assert.Equal(share, ScenarioText.LoadRight(ScenarioText.Small, $"hosts:host0:streams:s0:reads={text}").Hosts["host0"].Streams["s0"].Reads.Value);

    [Theory]
    [InlineData("1_000_000", 1_000_000)]
    [InlineData("0x10", 16)]
    public void Whole_numbers_take_separators_and_hex_digits(string text, long count) =>
        Assert.Equal(count, ScenarioText.LoadRight(ScenarioText.Small, $"hosts:host0:streams:s0:count={text}").Hosts["host0"].Streams["s0"].Count);

    [Theory]
    [InlineData("hosts:host0:streams:s0:offset=0")]
    [InlineData("hosts:host0:streams:s0:start=0")]
    public void Zero_needs_no_unit(string option) => Assert.Empty(ScenarioText.Load(ScenarioText.Small, option).Errors);

    [Theory]
    [InlineData("hosts:host0:streams:s0:stride=64", "has no unit", "KiB")]
    [InlineData("hosts:host0:streams:s0:stride=64kib", "\"kib\" is not a unit of size", "did you mean KiB?")]
    [InlineData("hosts:host0:streams:s0:stride=-64B", "is negative", "KiB")]
    [InlineData("hosts:host0:streams:s0:stride=0.3B", "is not a whole number of B", "KiB")]
    [InlineData("hosts:host0:streams:s0:stride=99999999TiB", "is too large", "at most 16777215TiB")]
    [InlineData("hosts:host0:streams:s0:stride=lots", "is not a size", "256MiB")]
    [InlineData("duration=5", "has no unit", "ps, ns, us, ms, s")]
    [InlineData("duration=5min", "\"min\" is not a unit of time", "25ns")]
    [InlineData("linkTypes:fast:bandwidth=32GB", "\"GB\" is not a unit of bandwidth", "GB/s")]
    [InlineData("hosts:host0:streams:s0:reads=101%", "is not between 0 and 1", "70%")]
    [InlineData("hosts:host0:streams:s0:reads=half", "is not a share", "70%")]
    [InlineData("hosts:host0:streams:s0:count=1.5", "is not a whole number", "digits")]
    [InlineData("hosts:host0:streams:s0:count=_1", "is not a whole number", "digits")]
    [InlineData("hosts:host0:outstandingLines=3_000_000_000", "is out of range", "2147483647")]
    [InlineData("seed=-1", "is out of range", "from 0 to 18446744073709551615")]
    [InlineData("hosts:host0:streams:s0:verify=yes", "neither true nor false", "true or false")]
    [InlineData("hosts:host0:streams:s0:skew=big", "is not a number", "0.99")]
    public void What_is_no_such_value_is_refused_with_what_would_do(string option, string found, string wouldDo)
    {
        var mistake = ScenarioText.OnlyMistake(ScenarioText.Small, option);

        Assert.Contains(found, mistake.Found, StringComparison.Ordinal);
        Assert.Contains(wouldDo, mistake.WouldDo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0UL, "0B")]
    [InlineData(63UL, "63B")]
    [InlineData(1024UL, "1KiB")]
    [InlineData(268435456UL, "256MiB")]
    [InlineData(1099511627776UL * 2048, "2048TiB")]
    public void A_size_is_written_as_a_scenario_would(ulong bytes, string text) => Assert.Equal(text, new ByteSize(bytes).ToString());

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            Assert.Equal(2_500, ScenarioText.LoadRight(ScenarioText.Small, "duration=2.5ns").Duration!.Value.Picoseconds);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
