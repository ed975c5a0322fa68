using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Benchmarks;

/// <summary>What benchmarks run, and how several runs become one figure.</summary>
internal static class BenchScenarios
{
    // A run this much shorter than a measured one warms up the compiler and gives the fixed part of what a run allocates.
    private const int ShortRunDivisor = 8;

    /// <summary>One of the files in bench/.</summary>
    public static Scenario Load(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "bench", $"{name}.yaml");
        var loaded = ScenarioLoader.Load([path], [], new Dictionary<string, string>());
        return loaded.Scenario ?? throw new ScenarioException(string.Join(Environment.NewLine, loaded.Errors));
    }

    public static Scenario Shortened(Scenario scenario) => scenario with
    {
        Hosts = scenario.Hosts.ToDictionary(host => host.Key, host => host.Value with
        {
            Streams = host.Value.Streams.ToDictionary(stream => stream.Key, stream => stream.Value with { Count = stream.Value.Count / ShortRunDivisor }),
        }),
    };

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
