using CxlFabricSim.Simulation.Scenarios;

namespace CxlFabricSim.Simulation.Validation;

/// <summary>Holds the simulator against what is known of real hardware.</summary>
public static class Validator
{
    // To see what every request of an idle run is like.
    private const int EveryRequest = 1;

    /// <param name="anchors">Some or all of <see cref="Anchors.All"/>.</param>
    /// <param name="jobs">Runs at once.</param>
    /// <returns>In the order of the anchors.</returns>
    public static IReadOnlyList<AnchorResult> Run(IReadOnlyList<Anchor> anchors, int jobs)
    {
        var results = new AnchorResult[anchors.Count];
        Parallel.For(0, anchors.Count, new ParallelOptions { MaxDegreeOfParallelism = jobs }, index => results[index] = Run(anchors[index]));
        return results;
    }

    /// <summary>The scenario of an anchor.</summary>
    public static Scenario Load(Anchor anchor)
    {
        var files = anchor.Files.Select(name => Path.Combine(AppContext.BaseDirectory, "validation", $"{name}.yaml")).ToList();
        var loaded = ScenarioLoader.Load(files, anchor.Overrides, new Dictionary<string, string>());
        return loaded.Scenario ?? throw new ScenarioException(string.Join(Environment.NewLine, loaded.Errors));
    }

    private static AnchorResult Run(Anchor anchor) => new(anchor, anchor.Measure(Simulator.Run(Load(anchor), new RunOptions(TraceEvery: anchor.ReadsTrace ? EveryRequest : 0))));
}
