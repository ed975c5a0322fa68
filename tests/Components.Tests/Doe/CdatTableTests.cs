using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Components.Tests.Doe;

public sealed class CdatTableTests
{
    private static readonly MemoryPerformance Performance = new(SimTime.FromNanoseconds(151), SimTime.FromNanoseconds(250), 16, 12);

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

    [Fact]
    public void A_latency_is_rounded_up_since_a_table_promises_nothing_better_than_the_device()
    {
        var table = CdatTable.OfDevice([new CdatRange(0, new Dpa(0), Sizes.GiB, DsmasProperties.None)], Performance);

        Assert.Equal([16, 25, 16, 12], table.Entries.Skip(2).Take(4).Select(entry => (int)BitConverter.ToUInt16(entry, 0x10)));
    }
}
