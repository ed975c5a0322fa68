using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Protocol;

namespace CxlFabricSim.Hosts.Tests.AddressMap;

public sealed class WindowTests
{
    private const ulong Unit = 256 * Sizes.MiB;

    [Fact]
    public void Windows_follow_each_other_from_the_first_address_on()
    {
        var map = new HostAddressMap();
        map.Add(Unit, [0]);
        map.Add(3 * Unit, [1]);

        Assert.Equal([0x1_1000_0000UL, 0x1_2000_0000UL], map.Windows.Select(window => window.Start.Value));
        Assert.False(map.TryFind(0x1_0FFF_FFFF, out _));
        Assert.True(map.TryFind(0x1_1FFF_FFFF, out var first) && first == map.Windows[0]);
        Assert.True(map.TryFind(0x1_2000_0000, out var second) && second == map.Windows[1]);
        Assert.True(map.TryFind(0x1_4FFF_FFFF, out second) && second == map.Windows[1]);
        Assert.False(map.TryFind(0x1_5000_0000, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    public void The_target_is_the_granule_of_the_absolute_address_modulo_the_ways(int ways)
    {
        var window = new FixedMemoryWindow(new Hpa(0x1_1000_0000), Unit, [.. Enumerable.Range(0, ways)], 1024);

        foreach (var hpa in new ulong[] { 0x1_1000_0000, 0x1_1000_03FF, 0x1_1000_0400, 0x1_1234_5678, 0x1_1FFF_FFFF })
            Assert.Equal((int)(hpa / 1024 % (ulong)ways), window.TargetIndex(hpa));
    }

    [Theory]
    [InlineData(1UL << 28, 5, 256)]
    [InlineData(1UL << 28, 0, 256)]
    [InlineData(1UL << 28, 1, 128)]
    [InlineData(1UL << 28, 1, 32768)]
    [InlineData(1UL << 28, 1, 768)]
    [InlineData(100UL << 20, 1, 256)]
    public void A_window_that_firmware_could_not_describe_is_refused(ulong size, int ways, int granularity)
    {
        Assert.Throws<ArgumentException>(() => new HostAddressMap().Add(size, [.. Enumerable.Range(0, ways)], granularity));
    }
}
