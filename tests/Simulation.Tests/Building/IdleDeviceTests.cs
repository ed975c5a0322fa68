using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>What a device costs that nobody uses. Alone in the process while it runs: others would count too.</summary>
[CollectionDefinition(nameof(IdleDeviceTests), DisableParallelization = true)]
[Collection(nameof(IdleDeviceTests))]
public sealed class IdleDeviceTests
{
    private const long Limit = 64 * 1024;

    // Counted is what a started fabric keeps on the managed heap: the device with its logical devices, their decoders, logs and
    // extent lists, its link with both rings, and its port at the switch. Slots grow with what is under way at once; the only other memory is
    // the mapping behind the device, of which nothing is touched.
    [Fact]
    public void An_idle_device_of_a_fabric_like_huge_costs_less_than_64_KiB()
    {
        var each = CostOfEach();

        Assert.True(each is > 1024 and < Limit, $"an idle device costs {each} bytes");
    }

    [Fact]
    public void What_a_device_has_counts()
    {
        var one = CostOfEach();
        var four = CostOfEach("topology:device:logicalDevices=4", "topology:device:volatile=1GiB");

        Assert.True(four - one > 3 * 1024, $"three more logical devices cost {four - one} bytes");
    }

    private static long CostOfEach(params string[] options)
    {
        var loaded = ScenarioLoader.Load(
            [Repository.Folder("bench/huge.yaml")], ["topology:levels=2", "topology:host:streams={}", .. options], new Dictionary<string, string>());
        var once = loaded.Scenario!;
        var twice = Doubled(once);
        Assert.Equal((100, 200), (once.Devices.Count, twice.Devices.Count));
        Assert.All(twice.Devices.Values, device => Assert.Equal(4, device.LogicalDevices));

        // The first fabric also pays for what the process keeps.
        Kept(once);
        return (Kept(twice) - Kept(once)) / once.Devices.Count;
    }

    /// <summary>Beside each device another like it at the same switch, which no host uses.</summary>
    private static Scenario Doubled(Scenario scenario)
    {
        var links = scenario.Links.Where(link => scenario.Devices.ContainsKey(link.Value.To)).ToList();
        return scenario with
        {
            Devices = With(scenario.Devices, scenario.Devices.Select(device => KeyValuePair.Create($"idle-{device.Key}", device.Value))),
            Links = With(scenario.Links, links.Select(link => KeyValuePair.Create($"idle-{link.Key}", link.Value with { From = IdlePort(link.Value.From), To = $"idle-{link.Value.To}" }))),
            Switches = scenario.Switches.ToDictionary(entry => entry.Key, entry => entry.Value with
            {
                Ports = [.. entry.Value.Ports, .. links.Select(link => LinkEnd.Parse(link.Value.From)).Where(end => end.Owner == entry.Key).Select(end => $"idle-{end.Port}")],
            }),
        };
    }

    private static string IdlePort(string end) => end.Replace(".", ".idle-", StringComparison.Ordinal);

    private static Dictionary<string, T> With<T>(IReadOnlyDictionary<string, T> there, IEnumerable<KeyValuePair<string, T>> more) => new(there.Concat(more));

    private static long Kept(Scenario scenario)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var fabric = FabricBuilder.Build(scenario);
        var engine = new Engine(fabric.Model, new RunSettings());
        engine.Run();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(engine);
        return after - before;
    }
}
