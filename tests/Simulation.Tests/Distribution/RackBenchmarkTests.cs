using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Tests.Distribution;

public sealed class RackBenchmarkTests
{
    [Fact]
    public void Tenth_of_the_requests_crosses_the_racks()
    {
        var loaded = ScenarioLoader.Load([Path.Combine(AppContext.BaseDirectory, "bench", "two-racks.yaml")], [], new Dictionary<string, string>());
        var scenario = loaded.Scenario!;
        // As the whole, a hundredth.
        scenario = scenario with
        {
            Hosts = scenario.Hosts.ToDictionary(host => host.Key, host => host.Value with
            {
                Streams = host.Value.Streams.ToDictionary(stream => stream.Key, stream => stream.Value with { Count = stream.Value.Count / 100 }),
            }),
        };

        var results = Simulator.Run(scenario, new RunOptions());

        var requests = results.Hosts.Sum(host => host.Streams.Sum(stream => stream.Reads));
        // Each direction carries the requests of one rack, and the completions of the other's.
        var crossing = results.Links.Where(link => link.Name == "t-0-1").Sum(link => link.Messages) / 2;
        Assert.Equal(32 * 1000, requests);
        Assert.InRange(crossing, 0.095 * requests, 0.105 * requests);
    }
}
