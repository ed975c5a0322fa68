using CxlFabricSim.Actors.Running;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Building;

/// <summary>What a device costs that nobody uses. Alone in the process while it runs: others would count too.</summary>
[CollectionDefinition(nameof(IdleDeviceTests), DisableParallelization = true)]
[Collection(nameof(IdleDeviceTests))]
public sealed class IdleDeviceTests
{
    private const int Leaves = 10;
    private const long Limit = 64 * 1024;

    // Counted is what a started fabric keeps on the managed heap: the device with its decoders, logs and extent lists, its link
    // with both rings, and its port at the switch. Slots are pinned arrays there; the only other memory is the mapping behind the
    // device, of which nothing is touched.
    [Fact]
    public void An_idle_device_of_a_fabric_like_huge_costs_less_than_64_KiB()
    {
        Kept(devicesPerLeaf: 10);
        var once = Kept(devicesPerLeaf: 10);
        var twice = Kept(devicesPerLeaf: 20);

        var each = (twice - once) / (10 * Leaves);
        Assert.True(each is > 1024 and < Limit, $"an idle device costs {each} bytes");
    }

    private static long Kept(int devicesPerLeaf)
    {
        string[] options = ["topology:levels=2", $"topology:fanout={Leaves}", $"topology:devices={devicesPerLeaf}", "topology:host:streams={}"];
        var loaded = ScenarioLoader.Load([Repository.Folder("bench/huge.yaml")], options, new Dictionary<string, string>());
        Assert.Empty(loaded.Errors);
        Assert.Equal(Leaves * devicesPerLeaf, loaded.Scenario!.Devices.Count);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var fabric = FabricBuilder.Build(loaded.Scenario);
        var engine = new Engine(fabric.Model, new RunSettings());
        engine.Run();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(engine);
        return after - before;
    }
}
