using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Doe;

public sealed class CdatTableTests
{
    private static readonly MemoryPerformance Performance = new(SimTime.FromNanoseconds(151), SimTime.FromNanoseconds(250), 16_000_000_000, 12_000_000_000);

    [Theory]
    [InlineData(DsmasProperties.DynamicCapacity | DsmasProperties.NonVolatile, "leave one of the two out")]
    [InlineData(DsmasProperties.HardwareManagedCoherency, "add Shareable")]
    [InlineData((DsmasProperties)0x80, "not defined")]
    [InlineData((DsmasProperties)0x01, "not defined")]
    public void Properties_that_contradict_each_other_are_refused(DsmasProperties properties, string advice)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new CdatRange(3, new Dpa(0), Sizes.GiB, properties));

        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DsmasProperties.None)]
    [InlineData(DsmasProperties.NonVolatile)]
    [InlineData(DsmasProperties.DynamicCapacity)]
    [InlineData(DsmasProperties.DynamicCapacity | DsmasProperties.Shareable)]
    [InlineData(DsmasProperties.DynamicCapacity | DsmasProperties.Shareable | DsmasProperties.HardwareManagedCoherency)]
    public void Properties_that_go_together_stand_in_the_table(DsmasProperties properties)
    {
        var table = CdatTable.OfDevice([new CdatRange(3, new Dpa(0), Sizes.GiB, properties)], Performance);

        Assert.Equal((byte)properties, table.Entries[1][5]);
    }

    [Fact]
    public void All_bytes_of_a_table_add_up_to_zero()
    {
        var table = CdatTable.OfDevice([new CdatRange(0, new Dpa(0), Sizes.GiB, DsmasProperties.None)], Performance).ToBytes();

        Assert.Equal(0, table.Sum(value => value) & 0xFF);
        Assert.Equal(table.Length, BitConverter.ToInt32(table));
    }

    [Theory]
    [InlineData(150_000, 10_000, 15)]
    [InlineData(151_000, 1000, 151)]
    [InlineData(150_001, 1000, 151)]
    [InlineData(65_535_000, 1000, 65_535)]
    [InlineData(65_535_001, 10_000, 6554)]
    [InlineData(1_000_000_000_000, 10_000, 65_535)]
    public void A_latency_is_rounded_up_since_a_table_promises_nothing_better_than_the_device(long picoseconds, int unit, int value)
    {
        var entries = Entries(Performance with { WriteLatency = new SimTime(picoseconds) });

        Assert.Equal((unit, value), entries[1]);
        Assert.Equal((1000, 151), entries[0]);
    }

    [Theory]
    [InlineData(16_000_000_000, 1000, 16)]
    [InlineData(38_400_000_000, 100, 384)]
    [InlineData(17_850_000_000, 10, 1785)]
    [InlineData(17_853_999_999, 1, 17_853)]
    [InlineData(82_345_000_000, 10, 8234)]
    [InlineData(65_535_000_000_000, 1000, 65_535)]
    [InlineData(65_536_000_000_000, 1000, 65_535)]
    public void A_bandwidth_is_told_in_the_largest_unit_that_is_exact_and_rounded_down_where_none_is(ulong bytesPerSecond, int unit, int value)
    {
        var entries = Entries(Performance with { ReadBandwidth = bytesPerSecond });

        Assert.Equal((unit, value), entries[2]);
        Assert.Equal((1000, 12), entries[3]);
    }

    /// <summary>Unit and value of read latency, write latency, read and write bandwidth.</summary>
    private static List<(int Unit, int Value)> Entries(MemoryPerformance performance)
    {
        var table = CdatTable.OfDevice([new CdatRange(0, new Dpa(0), Sizes.GiB, DsmasProperties.None)], performance);
        return [.. table.Entries.Skip(2).Take(4).Select(entry => ((int)BitConverter.ToUInt64(entry, 0x08), (int)BitConverter.ToUInt16(entry, 0x10)))];
    }
}
