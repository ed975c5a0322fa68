using CxlFabricSim.Components.Cdat;
using CxlFabricSim.Devices.Registers;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Tests.Building;

namespace CxlFabricSim.Simulation.Tests.Timing;

/// <summary>The latency that is summed up over a path, and what an idle fabric takes: for every preset.</summary>
public sealed class IdlePathTests
{
    // A flit's end is waited for between not at all and for a whole flit, in each direction of each link: a flit more or less than summed up.
    private const double FlitNanoseconds = 2.2;

    public static TheoryData<string, bool> Presets
    {
        get
        {
            var names = Directory.GetFiles(Repository.Folder("configs/presets"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order().ToList();
            var presets = new TheoryData<string, bool>();
            foreach (var name in names)
            {
                presets.Add(name, false);
                if (name != "local-dram") presets.Add(name, true);
            }

            return presets;
        }
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void An_idle_access_takes_the_sum_over_its_path_and_what_the_medium_says_beside_a_flit(string preset, bool isSwitched)
    {
        foreach (var reads in new[] { "100%", "0%" })
        {
            var stream = TestFabric.Run(ScenarioText.LoadRight(TextOf(preset, isSwitched), $"hosts:host0:streams:s0:reads={reads}")).Hosts[0].Streams[0];

            // Rows that have to be opened, and refreshes, are no part of what a device promises.
            var medium = stream.Breakdown!.Medium.Mean + stream.Breakdown.DeviceWait.Mean;
            var sum = (reads == "0%" ? stream.IdleWrite! : stream.Idle!).Total;
            var difference = (stream.Latency.Mean - medium - sum).Seconds * 1e9;
            Assert.True(Math.Abs(difference) <= (isSwitched ? 2 : 1) * FlitNanoseconds, $"{preset}, {reads} reads: {stream.Latency.Mean} less {medium} of the medium, {sum} summed up");
        }
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Tables_of_device_and_switches_promise_the_latencies_that_are_summed_up(string preset, bool isSwitched)
    {
        var scenario = ScenarioText.LoadRight(TextOf(preset, isSwitched));
        using var fabric = FabricBuilder.Build(scenario);

        var device = new Type3Function(fabric.Devices["mem0"].Device, 0).Cdat;
        var switches = fabric.Switches.Values.Select(@switch => @switch.Component!.Registers).Select(registers => CdatTable.OfSwitch([1, 2, 3, 4], registers.Latency, registers.Bandwidth));

        var read = fabric.PathTimes.Of("host0", "mem", isWrite: false)!;
        var write = fabric.PathTimes.Of("host0", "mem", isWrite: true)!;
        Assert.Equal((read.Device, write.Device), (LatencyIn(device, 2, 0x10), LatencyIn(device, 3, 0x10)));
        Assert.Equal(read.Switches.Picoseconds, switches.Sum(table => LatencyIn(table, 1, 0x14).Picoseconds));
        Assert.Equal(read.Switches, write.Switches);
    }

    private static SimTime LatencyIn(CdatTable table, int entry, int value) =>
        new(BitConverter.ToInt64(table.Entries[entry], 0x08) * BitConverter.ToUInt16(table.Entries[entry], value));

    private static string TextOf(string preset, bool isSwitched) => string.Join(
        '\n',
        $"preset: {preset}",
        File.ReadAllText(Repository.Folder($"configs/validation/{(isSwitched ? "switched" : "direct")}.yaml")),
        "    streams: {s0: {region: mem, pattern: chase, count: 2000, verify: false}}");
}
