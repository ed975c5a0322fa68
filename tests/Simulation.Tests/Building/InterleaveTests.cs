using System.Buffers.Binary;
using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

public sealed class InterleaveTests
{
    // Unverified writes carry their offset in the region from this bit on.
    private const int OffsetShift = 20;

    [Theory]
    [InlineData(1, 1, 0, 256)]
    [InlineData(1, 2, 0, 256)]
    [InlineData(2, 1, 0, 1024)]
    [InlineData(2, 2, 0, 256)]
    [InlineData(1, 1, 4, 512)]
    [InlineData(2, 1, 2, 256)]
    [InlineData(2, 2, 2, 1024)]
    [InlineData(3, 1, 0, 256)]
    [InlineData(3, 2, 0, 256)]
    [InlineData(3, 2, 2, 1024)]
    public void Every_line_lands_on_the_device_and_address_that_division_says(int bridges, int ports, int vppbs, int granularity)
    {
        var devices = (ulong)(bridges * ports * Math.Max(1, vppbs));
        var lines = 5 * devices * (ulong)granularity / Sizes.Line + 3;
        var scenario = TestFabric.Tree(bridges, ports, vppbs, granularity, ("fill", Sequential(0) with { Count = (long)lines, Verify = false }));
        using var fabric = FabricBuilder.Build(scenario);

        var results = TestFabric.Run(scenario, fabric);

        Assert.Equal(0, TestFabric.StreamOf(results, "host0", "fill").Errors);
        for (ulong line = 0; line < lines; line++)
        {
            var offset = line * Sizes.Line;
            var (name, dpa) = PlaceOf(offset, (ulong)bridges, (ulong)ports, (ulong)Math.Max(1, vppbs), (ulong)granularity);
            var found = BinaryPrimitives.ReadUInt64LittleEndian(fabric.Devices[name].Device.Peek(0, new Dpa(dpa), Sizes.Line)) >> OffsetShift;
            Assert.True(found == offset && results.Devices.Single(device => device.Name == name).Writes > 0, $"line {line} is not at 0x{dpa:x} of {name}: 0x{found:x}");
        }
    }

    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(3, 1, 0)]
    [InlineData(3, 2, 0)]
    public void What_is_written_across_an_interleaved_region_is_read_back(int bridges, int ports, int vppbs)
    {
        var mixed = new StreamOptions { Region = "r0", Reads = new Share(0.5), Size = new ByteSize(1024), Length = new ByteSize(64 * Sizes.KiB), Count = 1000 };
        var scenario = TestFabric.Tree(bridges, ports, vppbs, 256, ("mixed", mixed));

        var results = TestFabric.Run(scenario);

        var stream = TestFabric.StreamOf(results, "host0", "mixed");
        Assert.Equal((1000, 0, 0), (stream.Latency.Count, stream.Errors, stream.VerifyFailures));
        Assert.Equal(16 * stream.Reads, stream.LinesVerified);
        Assert.All(results.Devices, device => Assert.True(device.Reads > 0 && device.Writes > 0, $"{device.Name} saw nothing"));
    }

    [Fact]
    public void The_last_lines_of_a_region_are_on_its_devices_too()
    {
        var last = Sequential(0) with { Offset = new ByteSize(6 * TestFabric.Part - 6 * 256), Count = 24, Verify = false };
        var scenario = TestFabric.Tree(3, 2, 0, 256, ("last", last));
        using var fabric = FabricBuilder.Build(scenario);

        var results = TestFabric.Run(scenario, fabric);

        Assert.Equal(0, TestFabric.StreamOf(results, "host0", "last").Errors);
        Assert.All(results.Devices, device => Assert.Equal(4, device.Writes));
        Assert.All(fabric.Devices.Values, device => Assert.NotEqual(0, device.Device.Peek(0, new Dpa(TestFabric.Part - 64), 1)[0]));
    }

    [Fact]
    public void Regions_of_one_window_do_not_share_a_byte()
    {
        var scenario = TestFabric.Star(1, 2, TestFabric.Add("host0", ["dcd0", "dcd1"], 0, 2)).With(
            "host0",
            ("fixed", Sequential(0) with { Region = "fixed", Count = 1000 }),
            ("pool", Sequential(0.5) with { Region = "pool", Count = 1000, Capacity = new ByteSize(4 * Sizes.MiB) }),
            ("check", Sequential(1) with { Region = "fixed", Count = 1000, Start = SimTime.FromMicroseconds(100) }));

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        Assert.Equal(1000, TestFabric.StreamOf(results, "host0", "check").LinesVerified);
        Assert.Equal(1000, TestFabric.StreamOf(results, "host0", "pool").Latency.Count);
    }

    private static StreamOptions Sequential(double reads) => new() { Region = "r0", Pattern = AccessPattern.Sequential, Reads = new Share(reads) };

    /// <summary>By divisions of the absolute address, level by level; a factor of 3 above leaves the low bits to the level below.</summary>
    private static (string Device, ulong Dpa) PlaceOf(ulong offset, ulong bridges, ulong ports, ulong vppbs, ulong granularity)
    {
        var granule = (HostAddressMap.FirstWindow.Value + offset) / granularity;
        var below = bridges == 3 ? granule : granule / bridges;
        var name = TestFabric.NameOf((int)(granule % bridges), (int)(below % ports), (int)(below / ports % vppbs));
        return (name, offset / (granularity * bridges * ports * vppbs) * granularity + offset % granularity);
    }
}
