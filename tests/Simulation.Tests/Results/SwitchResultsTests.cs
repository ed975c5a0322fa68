using CxlFabricSim.Actors.Channels;
using CxlFabricSim.Actors.Running;
using CxlFabricSim.Components.Decoding;
using CxlFabricSim.Fabric.Switching;
using CxlFabricSim.Protocol;
using CxlFabricSim.Simulation.Building;
using CxlFabricSim.Simulation.Results;
using CxlFabricSim.Simulation.Scenarios;
using CxlFabricSim.Simulation.Scenarios.Topology;
using CxlFabricSim.Simulation.Tests.Building;
using CxlFabricSim.Tests;

namespace CxlFabricSim.Simulation.Tests.Results;

public sealed class SwitchResultsTests
{
    [Fact]
    public void Requests_that_a_switch_turned_back_are_counted_in_the_results_of_that_switch()
    {
        using var fabric = TurnedBack(requests: 3);

        var results = TestFabric.Run(new Scenario { Duration = SimTime.FromMicroseconds(10) }, fabric);

        Assert.Equal([new SwitchResults("sw0", 3), new SwitchResults("sw1", 0)], results.Switches);
        Assert.Equal([3, 0], RunMetrics.Of(results).Where(metric => metric.Name is "switches.sw0.notDecoded" or "switches.sw1.notDecoded").Select(metric => metric.Value));
    }

    [Theory]
    [InlineData("switches.sw0.notDecoded == 0", true)]
    [InlineData("switches.sw0.notDecoded > 0", false)]
    public void An_expectation_can_speak_of_a_switch(string expectation, bool holds)
    {
        var tree = TestFabric.Tree(1, 1, 1, 256, ("s", new StreamOptions { Region = "r0", Count = 10 }));
        var scenario = ScenarioText.LoadRight(ScenarioText.Small, $"expectations=[{expectation}]");

        Assert.Equal(holds, ExpectationEvaluator.Evaluate(TestFabric.Run(tree), scenario.Expectations).Count == 0);
    }

    // A switch without decoders behind a probe, and one that nothing reaches.
    private static BuiltFabric TurnedBack(int requests)
    {
        var model = new Model();
        var decoders = new HdmDecoderBlock(HdmDecoderRole.TargetList, checksCommits: true);
        var virtualSwitch = new VirtualSwitch("vcs", 0, decoders, [], new Dictionary<ushort, int>());
        var @switch = model.Add(new SwitchActor("sw0", new SwitchRouting(1, [virtualSwitch])));
        var idle = model.Add(new SwitchActor("sw1", new SwitchRouting(0, [])));
        var host = model.Add(new ProbeActor("host0"));
        var link = new ChannelOptions { Latency = SimTime.FromNanoseconds(20), Credits = [8, 8, 8, 8, 8] };
        model.Connect(host, @switch, link);
        model.Connect(@switch, host, link with { Pulled = true });
        for (ushort tag = 0; tag < requests; tag++) host.Send(new MemoryMessage { Kind = MessageKind.MemoryRead, Source = 1, Tag = tag });
        var nothing = new Scenario();
        var links = new SwitchFabric(nothing);
        return new BuiltFabric
        {
            PathTimes = new PathTimes(nothing, FabricPaths.Of(nothing), links, new RoutingTables(nothing, links)),
            Model = model,
            Hosts = new Dictionary<string, Hosts.HostActor>(),
            Switches = new Dictionary<string, SwitchActor> { ["sw0"] = @switch, ["sw1"] = idle },
            Devices = new Dictionary<string, Devices.Type3DeviceActor>(),
            Manager = null,
            Links = new Dictionary<string, (OutputPort Down, OutputPort Up)>(),
        };
    }
}
