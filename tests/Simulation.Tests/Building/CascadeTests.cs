using System.Buffers.Binary;
using CxlFabricSim.Hosts.AddressMap;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>Switches below switches, each of which interleaves.</summary>
public sealed class CascadeTests
{
    // Unverified writes carry their offset in the region from this bit on.
    private const int OffsetShift = 20;

    [Theory]
    [InlineData(2, new[] { 2, 2, 2 }, 256)]
    [InlineData(1, new[] { 2, 2, 2 }, 1024)]
    [InlineData(3, new[] { 2, 1, 2 }, 256)]
    [InlineData(1, new[] { 1, 4, 2 }, 512)]
    [InlineData(2, new[] { 4, 1, 2 }, 256)]
    public void Every_line_lands_where_division_by_division_says(int bridges, int[] ways, int granularity)
    {
        var scenario = Cascade(bridges, ways, granularity);
        var devices = (ulong)scenario.Devices.Count;
        var lines = 5 * devices * (ulong)granularity / Sizes.Line + 3;
        scenario = scenario.With("host0", ("fill", new StreamOptions { Region = "r0", Pattern = AccessPattern.Sequential, Reads = new Share(0), Count = (long)lines, Verify = false }));
        using var fabric = FabricBuilder.Build(scenario);

        var results = TestFabric.Run(scenario, fabric);

        Assert.Equal(0, TestFabric.StreamOf(results, "host0", "fill").Errors);
        Assert.All(results.Devices, device => Assert.True(device.Writes > 0 && device.NotDecoded == 0));
        for (ulong line = 0; line < lines; line++)
        {
            var offset = line * Sizes.Line;
            var granule = (HostAddressMap.FirstWindow.Value + offset) / (ulong)granularity;
            var name = $"mem{granule % (ulong)bridges}";
            granule = bridges == 3 ? granule : granule / (ulong)bridges;
            foreach (var level in ways)
            {
                name += $"{granule % (ulong)level}";
                granule /= (ulong)level;
            }

            var dpa = offset / ((ulong)granularity * devices) * (ulong)granularity + offset % (ulong)granularity;
            var found = BinaryPrimitives.ReadUInt64LittleEndian(fabric.Devices[name].Device.Peek(0, new Dpa(dpa), Sizes.Line)) >> OffsetShift;
            Assert.True(found == offset, $"line {line} is not at 0x{dpa:x} of {name}: 0x{found:x}");
        }
    }

    [Fact]
    public void What_is_written_through_three_levels_is_read_back_on_any_number_of_threads_with_single_credits()
    {
        var mixed = new StreamOptions { Region = "r0", Reads = new Share(0.5), Size = new ByteSize(1024), Length = new ByteSize(64 * Sizes.KiB), Count = 500 };
        var one = new CreditOptions { Request = 1, RequestWithData = 1, NoDataResponse = 1, DataResponse = 1, Io = 1 };
        var scenario = Cascade(2, [2, 2, 2], 256).With("host0", ("mixed", mixed)).WithCredits(one);

        var results = TestFabric.Run(scenario);

        Assert.Empty(results.Failures);
        var stream = TestFabric.StreamOf(results, "host0", "mixed");
        Assert.Equal((500, 0, 0, 16 * stream.Reads), (stream.Latency.Count, stream.Errors, stream.VerifyFailures, stream.LinesVerified));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, 2)));
        Assert.Equal(TestFabric.TextOf(results), TestFabric.TextOf(TestFabric.Run(scenario, 3)));
    }

    /// <summary>A root port a bridge, below it a switch of its own, below each of its vPPBs the next; a device is named by the turns to it.</summary>
    private static Scenario Cascade(int bridges, int[] ways, int granularity)
    {
        var links = new Dictionary<string, LinkOptions>();
        var switches = new Dictionary<string, SwitchOptions>();
        var devices = new Dictionary<string, DeviceOptions>();
        for (var bridge = 0; bridge < bridges; bridge++) AddBelow($"host0.rp{bridge}", $"{bridge}", 0);
        var order = Enumerable.Range(0, devices.Count).Select(place =>
        {
            var name = $"mem{place % bridges}";
            place /= bridges;
            foreach (var level in ways) (name, place) = ($"{name}{place % level}", place / level);
            return name;
        });
        return new Scenario
        {
            LinkTypes = new Dictionary<string, LinkTypeOptions> { ["fast"] = new() },
            Links = links,
            Switches = switches,
            Devices = devices,
            Hosts = new Dictionary<string, HostOptions>
            {
                ["host0"] = new()
                {
                    Bridges = Enumerable.Range(0, bridges).ToDictionary(bridge => $"hb{bridge}", bridge => (IReadOnlyList<string>)[$"rp{bridge}"]),
                    Windows = new Dictionary<string, WindowOptions>
                    {
                        ["w0"] = new()
                        {
                            Targets = [.. Enumerable.Range(0, bridges).Select(bridge => $"hb{bridge}")],
                            Size = new ByteSize((ulong)devices.Count * TestFabric.Part),
                            Granularity = new ByteSize((ulong)granularity),
                        },
                    },
                    Regions = new Dictionary<string, RegionOptions> { ["r0"] = new() { Window = "w0", Devices = [.. order], Granularity = new ByteSize((ulong)granularity) } },
                },
            },
        };

        void AddBelow(string from, string turns, int level)
        {
            var to = level == ways.Length ? $"mem{turns}" : $"sw{turns}";
            links[$"l{turns}"] = new LinkOptions { Type = "fast", From = from, To = level == ways.Length ? to : $"{to}.us" };
            if (level == ways.Length)
            {
                devices[to] = new DeviceOptions { Volatile = new BackingOptions { Size = new ByteSize(TestFabric.Part) } };
                return;
            }

            // Behind an unbound vPPB, so that vPPB and branch numbers differ.
            var ports = Enumerable.Range(0, ways[level]).Select(way => $"ds{way}").ToList();
            var vppbs = ports.Select(port => new VppbOptions { Port = port }).Prepend(new VppbOptions()).ToList();
            switches[to] = new SwitchOptions { Ports = [.. ports, "us"], Vcs = new Dictionary<string, VcsOptions> { ["v"] = new() { Upstream = "us", Vppbs = vppbs } } };
            for (var way = 0; way < ways[level]; way++) AddBelow($"{to}.ds{way}", $"{turns}{way}", level + 1);
        }
    }
}
